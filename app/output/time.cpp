#include "app/output/time.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

#include "coffer/text.hpp"

namespace coffer::app {
namespace {

using namespace std::chrono_literals;

// Takes a number of so many digits off the front of `text`. False where something else stands
// there.
bool take_number(std::string_view& text, std::size_t digits, int& number) {
  const std::string_view front = text.substr(0, digits);
  if (front.size() < digits || !is_all_digits(front)) return false;
  number = *parse_integer<int>(front);
  text.remove_prefix(digits);
  return true;
}

// Nothing where no such day exists.
std::optional<Time> take_date(std::string_view& text) {
  int year = 0;
  int month = 0;
  int day = 0;
  if (!take_number(text, 4, year) || !take(text, '-') || !take_number(text, 2, month) ||
      !take(text, '-') || !take_number(text, 2, day))
    return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day)));
  return date.ok() ? std::optional<Time>(std::chrono::sys_days(date)) : std::nullopt;
}

// The time of day, the seconds and what is behind their point, which may be missing.
std::optional<std::chrono::milliseconds> take_clock(std::string_view& text) {
  int hours = 0;
  int minutes = 0;
  int seconds = 0;
  std::string decimals;
  if (!take_number(text, 2, hours) || !take(text, ':') || !take_number(text, 2, minutes))
    return std::nullopt;
  if (take(text, ':')) {
    if (!take_number(text, 2, seconds)) return std::nullopt;
    if (take(text, '.')) {
      decimals = text.substr(0, text.find_first_not_of("0123456789"));
      if (decimals.empty()) return std::nullopt;
      text.remove_prefix(decimals.size());
    }
  }
  constexpr int leap_second = 60;
  if (hours > 23 || minutes > 59 || seconds > leap_second) return std::nullopt;
  decimals.resize(3, '0');
  return hours * 1h + minutes * 1min + seconds * 1s + *parse_integer<int>(decimals) * 1ms;
}

std::optional<std::chrono::minutes> to_offset(std::string_view text) {
  if (text == "Z" || text == "z") return 0min;
  const bool is_behind = take(text, '-');
  int hours = 0;
  int minutes = 0;
  if (!is_behind && !take(text, '+')) return std::nullopt;
  if (!take_number(text, 2, hours)) return std::nullopt;
  take(text, ':');
  if (!take_number(text, 2, minutes) || !text.empty()) return std::nullopt;
  if (hours > 23 || minutes > 59) return std::nullopt;
  const std::chrono::minutes offset = hours * 1h + minutes * 1min;
  return is_behind ? -offset : offset;
}

}  // namespace

std::optional<Time> parse_time(std::string_view text) {
  const std::optional<Time> date = take_date(text);
  if (!date || (!take(text, 'T') && !take(text, 't') && !take(text, ' '))) return std::nullopt;
  const auto clock = take_clock(text);
  const auto offset = clock ? to_offset(text) : std::nullopt;
  return offset ? std::optional<Time>(*date + *clock - *offset) : std::nullopt;
}

std::optional<Time> parse_date(std::string_view text) {
  const std::optional<Time> date = take_date(text);
  return text.empty() ? date : std::nullopt;
}

std::optional<std::chrono::seconds> parse_age(std::string_view text) {
  constexpr std::string_view units = "smhdw";
  constexpr std::array<std::chrono::seconds, units.size()> lengths{1s, 1min, 1h, 24h, 7 * 24h};
  constexpr std::size_t most_digits = 8;
  if (text.empty()) return std::nullopt;
  std::chrono::seconds age(0);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(units), text.size() - 1);
    const auto number = parse_integer<unsigned>(text.substr(0, end));
    const std::size_t unit = units.find(text[end]);
    if (!number || end > most_digits || unit == units.npos) return std::nullopt;
    age += *number * lengths[unit];
    text.remove_prefix(end + 1);
  }
  return age;
}

std::optional<TimeOrAge> parse_time_or_age(std::string_view text) {
  if (const auto time = parse_time(text)) return *time;
  if (const auto date = parse_date(text)) return *date;
  if (const auto age = parse_age(text)) return *age;
  return std::nullopt;
}

Time resolved(const TimeOrAge& moment, Time now) {
  if (const auto* age = std::get_if<std::chrono::seconds>(&moment)) return now - *age;
  return std::get<Time>(moment);
}

}  // namespace coffer::app
