#include "coffer/clock.hpp"

#include <fmt/format.h>

#include "net/poll.hpp"

namespace coffer {

Clock::Wall SystemClock::wall() const {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

std::chrono::steady_clock::time_point SystemClock::now() const {
  return std::chrono::steady_clock::now();
}

void SystemClock::sleep_until(const WaitLimit& limit) {
  try {
    poll_until({}, limit);
  } catch (const TimedOut&) {
    // That is what was waited for.
  }
}

std::string clock_text(std::chrono::milliseconds ahead) {
  const auto tenths = (std::chrono::abs(ahead).count() + 50) / 100;
  return fmt::format("this machine's clock is {}.{} s {} the exchange's", tenths / 10, tenths % 10,
                     ahead.count() < 0 ? "ahead of" : "behind");
}

}  // namespace coffer
