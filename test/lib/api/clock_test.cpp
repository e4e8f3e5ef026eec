#include "coffer/clock.hpp"

#include "coffer/transport.hpp"
#include "test/catch.hpp"

namespace coffer {
namespace {

using namespace std::chrono_literals;

TEST_CASE("A clock is told by its offset in tenths of a second, rounded") {
  CHECK(clock_text(90s) == "this machine's clock is 90 s behind the exchange's");
  CHECK(clock_text(-90'049ms) == "this machine's clock is 90 s ahead of the exchange's");
  CHECK(clock_text(-50ms) == "this machine's clock is 50 ms ahead of the exchange's");
}

TEST_CASE("A clock that is far off is told in the unit that people would use") {
  CHECK(clock_text(-413'179'856s) == "this machine's clock is 13 years ahead of the exchange's");
  CHECK(clock_text(86'400s) == "this machine's clock is 24 hours behind the exchange's");
  CHECK(duration_text(119s) == "119 s");
  CHECK(duration_text(120s) == "2 minutes");
  CHECK(duration_text(3'600s) == "60 minutes");
  CHECK(duration_text(std::chrono::days(2)) == "2 days");
  CHECK(duration_text(std::chrono::days(729)) == "729 days");
  CHECK(duration_text(std::chrono::days(2 * 365 + 200)) == "3 years");
}

}  // namespace
}  // namespace coffer
