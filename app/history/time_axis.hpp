#pragma once

#include <algorithm>
#include <cstddef>

#include "app/output/report.hpp"

namespace coffer::app {

// Divides the time from a first to a last reading, both included, into equal shares.
class TimeAxis {
 public:
  // Fewer than `places`, but one at least, for a time of fewer milliseconds.
  TimeAxis(Time first, Time last, std::size_t places)
      : first_(first),
        length_((last - first).count() + 1),
        places_(std::min<std::int64_t>(static_cast<std::int64_t>(places), length_)) {}

  std::size_t places() const { return static_cast<std::size_t>(places_); }

  // The share that holds `time`, from 0.
  std::size_t place(Time time) const {
    return static_cast<std::size_t>((time - first_).count() * places_ / length_);
  }

 private:
  Time first_;
  std::int64_t length_;
  std::int64_t places_;
};

}  // namespace coffer::app
