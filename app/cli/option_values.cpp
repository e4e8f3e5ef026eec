#include "app/cli/option_values.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/accounts/profile_file.hpp"
#include "coffer/text.hpp"

namespace coffer::app {

using namespace std::chrono_literals;

void refuse(std::string message, std::string hint) {
  throw Error(ErrorKind::usage, std::move(message), std::move(hint));
}

void name_command(Error& error, std::string_view command) {
  if (error.hint == general_hint) error.hint = fmt::format("see coffer {} --help", command);
}

void refuse_value(std::string_view option, std::string_view rule) {
  throw Error(ErrorKind::usage, fmt::format("--{}: {}", option, rule));
}

std::string one_of(std::string_view names) {
  std::string text = join(split(names, ' '), ", ");
  const std::size_t last = text.rfind(", ");
  return last == text.npos ? text : text.replace(last, 2, " or ");
}

int to_integer(std::string_view text, int least, int greatest, std::string_view option) {
  const auto number = parse_integer<int>(text);
  if (!number || *number < least || *number > greatest) {
    refuse_value(option, fmt::format("expected a whole number from {} to {}", least, greatest));
  }
  return *number;
}

std::chrono::milliseconds to_duration(std::string_view text, std::string_view option,
                                      std::chrono::milliseconds least) {
  const std::string rule = fmt::format("expected seconds from {} to 86400, such as 10 or 2.5",
                                       least == 1s ? "1" : "0.001");
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  std::string fraction(point == text.npos ? "0" : text.substr(point + 1));
  if (!is_all_digits(whole) || !is_all_digits(fraction) || whole.size() > 5) {
    refuse_value(option, rule);
  }
  fraction.resize(3, '0');
  const std::chrono::milliseconds duration =
      *parse_integer<int>(whole) * 1s + *parse_integer<int>(fraction) * 1ms;
  if (duration < least || duration > std::chrono::hours(24)) refuse_value(option, rule);
  return duration;
}

TimeOrAge to_time_or_age(std::string_view text, std::string_view option) {
  return required(parse_time_or_age(text), option,
                  "expected a time as 2026-01-31T08:00Z, a date, or an age as 7d or 1h30m");
}

std::string to_profile(std::string_view text) {
  if (text.find('/') == text.npos && !is_profile_name(text))
    refuse("expected a profile's name, or a path with a '/' in it");
  return std::string(text);
}

std::string to_word(std::string_view text, std::string_view noun) {
  constexpr std::ptrdiff_t longest = 24;
  const auto characters = std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; });
  if (text.empty() || characters > longest) {
    refuse(fmt::format("{} has 1 to {} characters", noun, longest));
  }
  return std::string(text);
}

}  // namespace coffer::app
