#include "app/fan_out.hpp"

#include <signal.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

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

  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  {
    std::vector<std::jthread> workers;
    for (std::size_t i = 0; i < std::min(count, threads); ++i) workers.emplace_back(take_turns);
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace coffer::app
