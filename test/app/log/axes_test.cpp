#include "app/log/axes.hpp"

#include <string_view>

#include "test/catch.hpp"

namespace coffer::app {
namespace {

Decimal decimal(std::string_view text) { return Decimal::parse(text).value(); }

TEST_CASE("steps are equal, and each begins with its lower bound") {
  const Scale scale(decimal("-1"), decimal("1"), 8);
  CHECK(scale.step(decimal("-1")) == 0);
  CHECK(scale.step(decimal("-0.75000000000000000000000001")) == 0);
  CHECK(scale.step(decimal("-0.75")) == 1);
  CHECK(scale.step(decimal("-0.0000000000000000000000001")) == 3);
  CHECK(scale.step(decimal("0")) == 4);
  CHECK(scale.step(decimal("0.999999999999999999999999")) == 7);
  CHECK(scale.step(decimal("1")) == 7);
}

TEST_CASE("thirds are exact") {
  const Scale scale(decimal("0"), decimal("1"), 3);
  CHECK(scale.step(decimal("0.333333333333333333333333333333")) == 0);
  CHECK(scale.step(decimal("0.333333333333333333333333333334")) == 1);
  CHECK(scale.step(decimal("0.666666666666666666666666666666")) == 1);
  CHECK(scale.step(decimal("0.666666666666666666666666666667")) == 2);
}

TEST_CASE("what never changes is on the lowest step") {
  CHECK(Scale(decimal("5"), decimal("5.0"), 8).step(decimal("5.00")) == 0);
  CHECK(Scale(decimal("1"), decimal("2"), 1).step(decimal("2")) == 0);
}

}  // namespace
}  // namespace coffer::app
