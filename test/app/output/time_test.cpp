#include "app/output/time.hpp"

#include "app/output/report.hpp"
#include "test/catch.hpp"

namespace coffer::app {
namespace {

std::string shown(std::string_view text) {
  const auto time = parse_time(text);
  return time ? to_text(*time) : "";
}

TEST_CASE("what reports print as a time reads back as that time") {
  for (const std::string_view text : {"1969-12-31T23:59:59.999Z", "2024-02-29T23:59:59.999Z",
                                      "0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"}) {
    CHECK(shown(text) == text);
  }
}

TEST_CASE("a time may have any offset and any number of decimals") {
  CHECK(shown("2026-01-31T08:00:00Z") == "2026-01-31T08:00:00.000Z");
  CHECK(shown("2026-01-31t08:00:00.5z") == "2026-01-31T08:00:00.500Z");
  CHECK(shown("2026-01-31 08:00:00.1239999Z") == "2026-01-31T08:00:00.123Z");
  CHECK(shown("2026-01-31T01:30:00+02:00") == "2026-01-30T23:30:00.000Z");
  CHECK(shown("2026-01-31T20:30:00-03:30") == "2026-02-01T00:00:00.000Z");
  CHECK(shown("2016-12-31T23:59:60Z") == "2017-01-01T00:00:00.000Z");
}

TEST_CASE("the seconds and the colon of the offset may be missing") {
  CHECK(shown("2026-01-31T08:00Z") == "2026-01-31T08:00:00.000Z");
  CHECK(shown("2026-01-31T08:00+0130") == "2026-01-31T06:30:00.000Z");
}

TEST_CASE("what is no time is refused") {
  for (const std::string_view text :
       {"", "2026", "2026-01-31", "2026-01-31T08:00:00", "2026-02-29T08:00:00Z",
        "2026-13-01T08:00:00Z", "2026-01-31T24:00:00Z", "2026-01-31T08:60:00Z",
        "2026-01-31T08:00:61Z", "2026-01-31T08:00:00.Z", "2026-01-31T08:00:00Zx",
        " 2026-01-31T08:00:00Z", "2026-01-31T08:00:00+24:00", "2026-01-31T08:00",
        "2026-01-31T08:00.5Z", "2026-01-31T08:00:00+1", "2026-1-31T08:00:00Z",
        "+026-01-31T08:00:00Z"}) {
    CHECK_FALSE(parse_time(text));
  }
}

TEST_CASE("a date is its start in UTC") {
  CHECK(to_text(parse_date("2026-01-31").value()) == "2026-01-31T00:00:00.000Z");
  for (const std::string_view text : {"", "2026-02-30", "2026-1-1", "20260131", "2026-01-31Z"}) {
    CHECK_FALSE(parse_date(text));
  }
}

TEST_CASE("an age is one number with a unit, or several") {
  CHECK(parse_age("90s") == std::chrono::seconds(90));
  CHECK(parse_age("30m") == std::chrono::minutes(30));
  CHECK(parse_age("24h") == std::chrono::hours(24));
  CHECK(parse_age("7d") == std::chrono::days(7));
  CHECK(parse_age("1h30m") == std::chrono::minutes(90));
  CHECK(parse_age("1w2d") == std::chrono::days(9));
  CHECK(parse_age("2w") == std::chrono::weeks(2));
  CHECK(parse_age("99999999w") == std::chrono::weeks(99'999'999));
  for (const std::string_view text :
       {"", "7", "d", "-7d", "7 d", "7D", "1.5d", "7dd", "100000000w"}) {
    CHECK_FALSE(parse_age(text));
  }
}

}  // namespace
}  // namespace coffer::app
