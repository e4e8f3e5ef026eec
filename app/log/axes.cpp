#include "app/log/axes.hpp"

#include <algorithm>

namespace coffer::app {

Scale::Scale(const Decimal& least, const Decimal& greatest, std::size_t steps)
    : least_(least), steps_(steps) {
  if (least == greatest) return;
  const Decimal range = greatest - least;
  for (unsigned step = 1; step < steps; ++step) bounds_.push_back(range * step);
}

std::size_t Scale::step(const Decimal& amount) const {
  const auto above =
      std::ranges::upper_bound(bounds_, (amount - least_) * static_cast<unsigned>(steps_));
  return static_cast<std::size_t>(above - bounds_.begin());
}

}  // namespace coffer::app
