#include "coffer/clock.hpp"

#include <thread>

namespace coffer {

std::chrono::sys_time<std::chrono::milliseconds> SystemClock::wall() const {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

std::chrono::steady_clock::time_point SystemClock::now() const {
  return std::chrono::steady_clock::now();
}

void SystemClock::sleep_until(std::chrono::steady_clock::time_point time) {
  std::this_thread::sleep_until(time);
}

}  // namespace coffer
