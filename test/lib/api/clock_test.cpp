#include "coffer/clock.hpp"

#include "test/catch.hpp"

namespace coffer {
namespace {

using namespace std::chrono_literals;

TEST_CASE("A clock is told by its offset in tenths of a second, rounded") {
  CHECK(clock_text(90s) == "this machine's clock is 90.0 s behind the exchange's");
  CHECK(clock_text(-90'049ms) == "this machine's clock is 90.0 s ahead of the exchange's");
  CHECK(clock_text(-50ms) == "this machine's clock is 0.1 s ahead of the exchange's");
}

}  // namespace
}  // namespace coffer
