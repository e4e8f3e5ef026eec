#include "app/query/parallel.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "app/system/signals.hpp"

namespace coffer::app {

std::size_t most_at_once() {
  constexpr rlim_t own = 8;
  constexpr rlim_t of_each = 8;
  constexpr rlim_t most = 16;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur > own + most * of_each) return most;
  return limit.rlim_cur < own + 2 * of_each ? 1 : (limit.rlim_cur - own) / of_each;
}

void parallel_for(std::size_t count, std::size_t threads,
                  const std::function<void(std::size_t index)>& work) {
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
        next = count;
      }
    }
  };

  {
    std::vector<std::jthread> helpers;
    try {
      const BlockedSignals blocked;
      while (helpers.size() + 1 < std::min(count, threads)) helpers.emplace_back(take_turns);
    } catch (const std::exception&) {
      // Without more of them it takes longer.
    }
    take_turns();
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace coffer::app
