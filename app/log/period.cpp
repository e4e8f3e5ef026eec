#include "app/log/period.hpp"

namespace coffer::app {

std::optional<Period> parse_period(std::string_view text) {
  if (text == "1h") return Period::hour;
  if (text == "1d") return Period::day;
  if (text == "1w") return Period::week;
  if (text == "1mo") return Period::month;
  return std::nullopt;
}

Span period_of(Time time, Period period) {
  using std::chrono::days;
  using std::chrono::hours;
  const auto day = std::chrono::floor<days>(time);
  switch (period) {
    case Period::hour: {
      const auto begin = std::chrono::floor<hours>(time);
      return {begin, begin + hours(1)};
    }
    case Period::day:
      return {day, day + days(1)};
    case Period::week: {
      const auto monday = day - (std::chrono::weekday(day) - std::chrono::Monday);
      return {monday, monday + days(7)};
    }
    case Period::month:
      break;
  }
  const std::chrono::year_month_day date(day);
  const auto month = date.year() / date.month();
  return {std::chrono::sys_days(month / 1),
          std::chrono::sys_days((month + std::chrono::months(1)) / 1)};
}

}  // namespace coffer::app
