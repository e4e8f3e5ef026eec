#include "app/log/period.hpp"

#include "app/output/time.hpp"
#include "test/catch.hpp"

namespace coffer::app {
namespace {

std::string span(const char* time, const char* period) {
  const Span span = period_of(parse_time(time).value(), parse_period(period).value());
  return to_text(span.begin).substr(0, 13) + " " + to_text(span.end).substr(0, 13);
}

TEST_CASE("time is divided in UTC, weeks begin on Monday") {
  CHECK(span("2026-12-31T23:59:59.999Z", "1h") == "2026-12-31T23 2027-01-01T00");
  CHECK(span("2026-12-31T23:59:59.999Z", "1d") == "2026-12-31T00 2027-01-01T00");
  CHECK(span("2026-11-29T12:00:00Z", "1w") == "2026-11-23T00 2026-11-30T00");
  CHECK(span("2026-11-30T00:00:00Z", "1w") == "2026-11-30T00 2026-12-07T00");
  CHECK(span("2028-02-29T12:00:00Z", "1mo") == "2028-02-01T00 2028-03-01T00");
  CHECK(span("2026-12-31T12:00:00Z", "1mo") == "2026-12-01T00 2027-01-01T00");
  CHECK(span("1969-12-31T12:00:00Z", "1w") == "1969-12-29T00 1970-01-05T00");
}

TEST_CASE("a period is an hour, a day, a week or a month") {
  for (const char* text : {"", "1", "2h", "1m", "1y", "h", "1H"}) CHECK_FALSE(parse_period(text));
}

}  // namespace
}  // namespace coffer::app
