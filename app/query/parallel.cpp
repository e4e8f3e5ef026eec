#include "app/query/parallel.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <future>
#include <vector>

#include "app/system/signals.hpp"

namespace coffer::app {

std::size_t most_at_once() {
  constexpr rlim_t own = 8;
  constexpr rlim_t of_each = 8;
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  return std::clamp<rlim_t>((std::max(limit.rlim_cur, own) - own) / of_each, 1, 16);
}

void parallel_for(std::size_t count, std::size_t threads,
                  const std::function<void(std::size_t index)>& work) {
  std::atomic<std::size_t> next = 0;
  const auto take_turns = [&] {
    try {
      for (std::size_t index = next++; index < count; index = next++) work(index);
    } catch (...) {
      next = count;
      throw;
    }
  };
  std::vector<std::future<void>> helpers;  // each of which is waited for
  try {
    const BlockedSignals blocked;
    while (helpers.size() + 1 < std::min(count, threads))
      helpers.push_back(std::async(std::launch::async, take_turns));
  } catch (const std::exception&) {
    // Without more of them it takes longer.
  }
  take_turns();
  for (std::future<void>& helper : helpers) helper.get();
}

}  // namespace coffer::app
