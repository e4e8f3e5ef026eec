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
        next = count;
      }
    }
  };

  bool is_crowded = false;
  {
    std::vector<std::jthread> workers;
    const std::lock_guard starting(mutex);
    const BlockedSignals blocked;
    try {
      while (workers.size() < std::min(count, threads)) {
        workers.emplace_back([&] {
          {
            const std::lock_guard started(mutex);
            if (is_crowded) return;
          }
          take_turns();
        });
      }
    } catch (const std::exception&) {
      is_crowded = true;
    }
  }
  // A call may start a thread itself: those that could be started here have made room for it.
  if (is_crowded) take_turns();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace coffer::app
