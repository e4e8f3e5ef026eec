#pragma once

#include <time.h>

#include <chrono>

namespace coffer::app {

// The time since the machine was started, which goes on while it sleeps.
inline std::chrono::nanoseconds time_since_boot() {
  timespec time{};
  ::clock_gettime(CLOCK_BOOTTIME, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

}  // namespace coffer::app
