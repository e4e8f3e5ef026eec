#include "lib/src/api/reply.hpp"

#include <fmt/format.h>

#include <string>

#include "test/catch.hpp"

namespace coffer {
namespace {

using namespace std::chrono_literals;

// 1994-11-06 08:49:00.250
constexpr std::chrono::sys_time<std::chrono::milliseconds> now =
    std::chrono::sys_days(std::chrono::year(1994) / 11 / 6) + 8h + 49min + 250ms;

TEST_CASE("Retry-After is a number of seconds, or a date, seen from now and rounded up") {
  CHECK(parse_retry_after("0", now) == 0s);
  CHECK(parse_retry_after("120", now) == 120s);
  CHECK(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", now) == 37s);
  CHECK(parse_retry_after("Mon, 07 Nov 1994 08:49:01 GMT", now) == 24h + 1s);
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

constexpr const char* signature = "bC+d/eFgHiJkLmNoPqRsTuVwXyZ0123456789abcdef=";

std::string masked(std::string text) {
  mask_all(text, signature, "[signature]");
  return text;
}

TEST_CASE("what is hidden is masked however it is encoded, and wherever it stands") {
  const std::string sent =
      GENERATE(as<std::string>{}, signature, R"(bC+d\/eFgHiJkLmNoPqRsTuVwXyZ0123456789abcdef=)",
               R"(bC+d\\/eFgHiJkLmNoPqRsTuVwXyZ0123456789abcdef=)",
               R"(\u0062C\u002Bd\u002feFgHiJkLmNoPqRsTuVwXyZ0123456789abcdef\u003d)",
               "bC%2Bd%2FeFgHiJkLmNoPqRsTuVwXyZ0123456789abcdef%3D",
               "%62C%2bd%2feFgHiJkLmNoPqRsTuVwXyZ0123456789abcdef%3d",
               "bC%252Bd%252FeFgHiJkLmNoPqRsTuVwXyZ0123456789abcdef%253D",
               "bC d/eFgHiJkLmNoPqRsTuVwXyZ0123456789abcdef=",
               "bC-d_eFgHiJkLmNoPqRsTuVwXyZ0123456789abcdef");
  CAPTURE(sent);
  CHECK(masked(sent) == "[signature]");
  CHECK(masked(fmt::format("sign={0}&x {0}", sent)) == "sign=[signature]&x [signature]");
}

TEST_CASE("other text stays as it is") {
  const std::string text =
      GENERATE(as<std::string>{}, "", "bC+d/eFgH", "bC%", R"(bC\)", R"(\u006)", "%2",
               "BC+D/EFGHIJKLMNOPQRSTUVWXYZ0123456789ABCDEF=", R"({"code":0,"data":[]})");
  CHECK(masked(text) == text);
}

TEST_CASE("what is too short to be told from other text is not masked") {
  std::string text = R"({"code":0,"a":"1234567"})";
  mask_all(text, "code", "[key]");
  mask_all(text, "1234567", "[key]");
  CHECK(text == R"({"code":0,"a":"1234567"})");
  mask_all(text, "", "[key]");
}

TEST_CASE("a text of any length is masked in proportion to it") {
  std::string text = GENERATE(
      std::string(4 << 20, '\\'),
      [] {
        std::string many = "%";
        while (many.size() < 4 << 20) many += "25";
        return many;
      }(),
      [] {
        std::string many;
        while (many.size() < 4 << 20) many += signature;
        return many;
      }());
  CHECK(masked(std::move(text)).find(signature) == std::string::npos);
}

}  // namespace
}  // namespace coffer
