#include "app/cli/option_values.hpp"

#include <fmt/format.h>

#include <charconv>
#include <limits>

#include "app/accounts/credentials.hpp"
#include "app/accounts/profile_file.hpp"
#include "app/output/time.hpp"
#include "coffer/error.hpp"

namespace coffer::app {

using namespace std::chrono_literals;

void refuse(std::string message, std::string hint) {
  throw Error(ErrorKind::usage, std::move(message), std::move(hint));
}

void refuse_value(std::string_view option, std::string_view rule) {
  throw Error(ErrorKind::usage, fmt::format("--{}: {}", option, rule));
}

std::string one_of(std::string_view names) {
  std::string text;
  for (std::size_t end; (end = names.find(' ')) != names.npos; names.remove_prefix(end + 1)) {
    const bool last = names.find(' ', end + 1) == names.npos;
    text.append(names.substr(0, end)).append(last ? " or " : ", ");
  }
  return text.append(names);
}

int to_integer(std::string_view text, int least, int greatest, std::string_view option) {
  int number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, problem] = std::from_chars(text.data(), end, number);
  if (problem != std::errc() || rest != end || number < least || number > greatest) {
    refuse_value(option,
                 greatest == std::numeric_limits<int>::max()
                     ? fmt::format("expected a whole number, {} or more", least)
                     : fmt::format("expected a whole number from {} to {}", least, greatest));
  }
  return number;
}

std::chrono::milliseconds to_duration(std::string_view text, std::string_view option,
                                      std::chrono::milliseconds least) {
  const std::string rule = fmt::format("expected seconds from {} to 86400, such as 10 or 2.5",
                                       least == 1s ? "1" : "0.001");
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  std::string_view fraction = point == std::string_view::npos ? "0" : text.substr(point + 1);
  std::string digits(fraction.substr(0, 3));
  digits.append(3 - std::min<std::size_t>(digits.size(), 3), '0');
  const auto is_digits = [](std::string_view part) {
    return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
  };
  if (!is_digits(whole) || !is_digits(fraction) || whole.size() > 5) refuse_value(option, rule);
  int seconds = 0;
  int milliseconds = 0;
  std::from_chars(whole.data(), whole.data() + whole.size(), seconds);
  std::from_chars(digits.data(), digits.data() + digits.size(), milliseconds);
  const auto duration = std::chrono::seconds(seconds) + std::chrono::milliseconds(milliseconds);
  if (duration < least || duration > std::chrono::hours(24)) refuse_value(option, rule);
  return duration;
}

std::vector<std::string> to_list(std::string_view text, std::string_view option) {
  std::vector<std::string> items;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    if (end == begin) refuse_value(option, "expected column names separated by commas");
    items.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return items;
}

Sort to_sort(std::string_view text) {
  const bool descending = text.starts_with('-');
  if (descending) text.remove_prefix(1);
  if (text.empty()) refuse_value("sort", "expected a column name, after a '-' to reverse");
  return {.column = std::string(text), .descending = descending};
}

TimeOrAge to_time_or_age(std::string_view text, std::string_view option) {
  if (const auto time = parse_time(text)) return *time;
  if (const auto date = parse_date(text)) return *date;
  if (const auto age = parse_age(text)) return *age;
  refuse_value(option, "expected a time as 2026-01-31T08:00Z, a date, or an age as 7d or 1h30m");
}

std::chrono::sys_days to_date(std::string_view text, std::string_view option) {
  const auto date = parse_date(text);
  if (!date) refuse_value(option, "expected a date as 2026-01-31");
  return std::chrono::floor<std::chrono::days>(*date);
}

Period to_period(std::string_view text) {
  if (const auto period = parse_period(text)) return *period;
  refuse_value("every", "expected 1h, 1d, 1w or 1mo");
}

std::string to_name(std::string_view text, std::string_view option, std::string_view rule) {
  if (text.empty()) refuse_value(option, rule);
  return std::string(text);
}

std::string to_path(std::string_view text, std::string_view option) {
  return to_name(text, option, "expected a path");
}

const Format& to_format(std::string_view text) {
  const Format* format = formats::find(text);
  if (format == nullptr)
    refuse_value("output", fmt::format("expected {}", one_of(formats::names())));
  return *format;
}

ColorMode to_color(std::string_view text) {
  if (text == "auto") return ColorMode::automatic;
  if (text == "always") return ColorMode::always;
  if (text == "never") return ColorMode::never;
  refuse_value("color", "expected auto, always or never");
}

Condition to_condition(std::string_view text) {
  if (auto condition = parse_condition(text)) return *std::move(condition);
  refuse_value("fail-if", "expected [ASSET.]COLUMN OP NUMBER, such as 'USDT.availableBalance<500'");
}

Where to_where(std::string_view text) {
  if (auto where = parse_where(text)) return *std::move(where);
  refuse_value("where", "expected COLUMN OP VALUE, such as 'totalBalance>=1' or 'asset!=USDT'");
}

SecretEncoding required_encoding(std::string_view text) {
  const auto encoding = to_encoding(text);
  if (!encoding) refuse_value("secret-encoding", "expected raw or base64");
  return *encoding;
}

std::string to_profile(std::string_view text) {
  if (text.find('/') == text.npos && !is_profile_name(text)) {
    refuse_value("profile", "expected a profile's name, or a path with a '/' in it");
  }
  return std::string(text);
}

std::string to_word(std::string_view text, std::string_view noun) {
  constexpr std::size_t longest = 24;
  if (text.empty() || text.size() > longest) {
    refuse(fmt::format("{} has 1 to {} characters", noun, longest));
  }
  return std::string(text);
}

}  // namespace coffer::app
