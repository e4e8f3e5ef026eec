#include "coffer/account.hpp"

#include "test/catch.hpp"

namespace coffer {
namespace {

bool applies(const char* cushion, const char* borrowed, const char* interest) {
  return cushion_applies(*Decimal::parse(cushion), *Decimal::parse(borrowed),
                         *Decimal::parse(interest));
}

}  // namespace

TEST_CASE("a cushion of -1 without debt does not apply") {
  CHECK_FALSE(applies("-1", "0", "0"));
  CHECK_FALSE(applies("-1.00", "0.0", "-0"));
}

TEST_CASE("any other cushion applies, and so does one of -1 with debt") {
  CHECK(applies("0", "0", "0"));
  CHECK(applies("1", "0", "0"));
  CHECK(applies("-1", "0.000000001", "0"));
  CHECK(applies("-1", "0", "0.000000001"));
}

}  // namespace coffer
