#include "app/log/axes.hpp"

#include <algorithm>

namespace coffer::app {
namespace {

Decimal times(Decimal amount, std::size_t factor) {
  Decimal product;
  for (; factor > 0; factor /= 2) {
    if (factor % 2 == 1) product = product + amount;
    amount = amount + amount;
  }
  return product;
}

}  // namespace

Scale::Scale(const Decimal& least, const Decimal& greatest, std::size_t steps)
    : least_(least), steps_(steps) {
  if (least == greatest) return;
  const Decimal range = greatest - least;
  Decimal bound;
  for (std::size_t step = 1; step < steps; ++step) bounds_.push_back(bound = bound + range);
}

std::size_t Scale::step(const Decimal& amount) const {
  const auto above = std::ranges::upper_bound(bounds_, times(amount - least_, steps_));
  return static_cast<std::size_t>(above - bounds_.begin());
}

}  // namespace coffer::app
