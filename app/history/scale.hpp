#pragma once

#include <cstddef>
#include <vector>

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

}  // namespace coffer::app
