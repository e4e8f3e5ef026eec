#include "api/retry_after.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "coffer/text.hpp"

namespace coffer {
namespace {

using std::chrono::seconds;

// Added to any clock's time it stays far from the end of its range.
constexpr seconds longest = std::chrono::years(10);

// The number that `text` has at `offset`, or -1.
int number(std::string_view text, std::size_t offset, std::size_t length) {
  const std::string_view digits = text.substr(offset, length);
  return is_all_digits(digits) ? parse_integer<int>(digits).value_or(-1) : -1;
}

std::optional<std::chrono::sys_seconds> parse_date(std::string_view text) {
  constexpr std::string_view layout = "Day, 00 Mon 0000 00:00:00 GMT";
  if (text.size() != layout.size()) return std::nullopt;
  for (std::size_t i = 0; i < layout.size(); ++i) {
    const bool literal = !is_digit(layout[i]) && (!is_letter(layout[i]) || i > 25);
    if (literal && text[i] != layout[i]) return std::nullopt;
  }

  constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto month = std::ranges::find(months, text.substr(8, 3)) - months.begin() + 1;
  const int day = number(text, 5, 2);
  const std::chrono::year_month_day date{std::chrono::year(number(text, 12, 4)),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  const int hour = number(text, 17, 2);
  const int minute = number(text, 20, 2);
  const int second = number(text, 23, 2);
  const bool valid = date.ok() && static_cast<int>(date.year()) >= 0 && hour >= 0 && hour < 24 &&
                     minute >= 0 && minute < 60 && second >= 0 && second <= 60;
  if (!valid) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         seconds(second);
}

}  // namespace

std::optional<seconds> parse_retry_after(std::string_view text, Time now) {
  if (is_all_digits(text)) {
    const auto value = parse_integer<seconds::rep>(text);
    return value ? std::min(seconds(*value), longest) : longest;
  }
  const auto date = parse_date(text);
  if (!date) return std::nullopt;
  return std::clamp(std::chrono::ceil<seconds>(*date - now), seconds(0), longest);
}

}  // namespace coffer
