#include "coffer/account.hpp"

namespace coffer {

bool cushion_applies(const MarginRisk& risk) {
  static const Decimal none = *Decimal::parse("-1");
  return risk.cushion != none || risk.borrowed.sign() != 0 || risk.interest.sign() != 0;
}

}  // namespace coffer
