#include "app/fan_out.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "app/blocked_signals.hpp"

namespace coffer::app {

void fan_out(std::size_t count, std::size_t threads,
             const std::function<void(std::size_t index)>& work) {
  if (count == 1) {
    work(0);
    return;
  }
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::exception_ptr failure;
  const auto take_turns = [&] {
    for (std::size_t index = next++; index < count; index = next++) {
      try {
        work(index);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!failure) failure = std::current_exception();
      }
    }
  };

  {
    std::vector<std::jthread> workers;
    const BlockedSignals blocked;
    for (std::size_t i = 0; i < std::min(count, threads); ++i) workers.emplace_back(take_turns);
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace coffer::app
