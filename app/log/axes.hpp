#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "app/output/report.hpp"
#include "coffer/decimal.hpp"

namespace coffer::app {

// Divides the way from a least to a greatest amount into equal steps. Exact: nothing is rounded
// before it is known in which step an amount is.
class Scale {
 public:
  // `least` <= `greatest`, and at least one step.
  Scale(const Decimal& least, const Decimal& greatest, std::size_t steps);

  // The step that holds an amount between the two: 0 is the lowest and begins with `least`, the
  // highest ends with `greatest`. Where both are equal there is only the lowest.
  std::size_t step(const Decimal& amount) const;

 private:
  Decimal least_;
  std::size_t steps_;
  std::vector<Decimal> bounds_;  // where each step but the lowest begins: (bound - least) * steps
};

// Divides the time from a first to a last reading, both included, into equal shares.
class TimeAxis {
 public:
  // Fewer than `places`, but one at least, for a time of fewer milliseconds.
  TimeAxis(Time first, Time last, std::size_t places)
      : first_(first),
        length_((last - first).count() + 1),
        places_(std::min<std::int64_t>(static_cast<std::int64_t>(places), length_)) {}

  Time first() const { return first_; }
  Time last() const { return first_ + std::chrono::milliseconds(length_ - 1); }
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
