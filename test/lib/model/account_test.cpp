#include "coffer/account.hpp"

#include "test/catch.hpp"

namespace coffer {
namespace {

MarginRisk risk(const char* cushion, const char* borrowed, const char* interest) {
  MarginRisk risk;
  risk.cushion = *Decimal::parse(cushion);
  risk.borrowed = *Decimal::parse(borrowed);
  risk.interest = *Decimal::parse(interest);
  return risk;
}

}  // namespace

TEST_CASE("a cushion of -1 without debt does not apply") {
  CHECK_FALSE(cushion_applies(risk("-1", "0", "0")));
  CHECK_FALSE(cushion_applies(risk("-1.00", "0.0", "-0")));
}

TEST_CASE("any other cushion applies, and so does one of -1 with debt") {
  CHECK(cushion_applies(risk("0", "0", "0")));
  CHECK(cushion_applies(risk("1", "0", "0")));
  CHECK(cushion_applies(risk("-1", "0.000000001", "0")));
  CHECK(cushion_applies(risk("-1", "0", "0.000000001")));
}

}  // namespace coffer
