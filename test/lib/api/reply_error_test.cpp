#include "lib/src/api/reply_error.hpp"

#include <string>

#include "test/catch.hpp"

namespace coffer {
namespace {

using namespace std::chrono_literals;

// 1994-11-06 08:49:00.250
constexpr std::chrono::sys_time<std::chrono::milliseconds> now =
    std::chrono::sys_days(std::chrono::year(1994) / 11 / 6) + 8h + 49min + 250ms;

TEST_CASE("Retry-After is a number of seconds") {
  CHECK(parse_retry_after("0", now) == 0s);
  CHECK(parse_retry_after("120", now) == 120s);
}

TEST_CASE("Retry-After is a date, seen from now and rounded up") {
  CHECK(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", now) == 37s);
  CHECK(parse_retry_after("Mon, 07 Nov 1994 08:49:01 GMT", now) == 24h + 1s);
}

TEST_CASE("A date that has passed asks for no wait") {
  CHECK(parse_retry_after("Sun, 06 Nov 1994 08:48:59 GMT", now) == 0s);
}

TEST_CASE("An absurd Retry-After still can be added to the time") {
  for (const std::string text :
       {"99999999999", "99999999999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"}) {
    CAPTURE(text);
    const auto wait = parse_retry_after(text, now);
    REQUIRE(wait);
    CHECK(*wait > 24h);
    CHECK(std::chrono::steady_clock::now() + *wait > std::chrono::steady_clock::now());
  }
}

TEST_CASE("Any other Retry-After is ignored") {
  for (const std::string text :
       {"", "-1", "+1", "1.5", "1s", " 1", "soon", "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 1994 25:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:3x GMT", "Sun, 06 Nov 1994 08-49-37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT"}) {
    CAPTURE(text);
    CHECK(!parse_retry_after(text, now));
  }
}

}  // namespace
}  // namespace coffer
