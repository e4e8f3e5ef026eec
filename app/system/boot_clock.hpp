#pragma once

#include <time.h>

#include <chrono>

namespace coffer::app {

// A steady clock that goes on while the machine sleeps.
struct BootClock {
  // NOLINTBEGIN(readability-identifier-naming): the standard's names
  using duration = std::chrono::nanoseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<BootClock>;
  static constexpr bool is_steady = true;
  // NOLINTEND(readability-identifier-naming)

  static time_point now() noexcept {
    timespec time{};
    ::clock_gettime(CLOCK_BOOTTIME, &time);
    return time_point(std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec));
  }
};

}  // namespace coffer::app
