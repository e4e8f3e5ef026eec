#include "app/output/time.hpp"

#include <chrono>
#include <cstddef>

namespace coffer::app {
namespace {

// Takes what it expects off the front of a text, until something else stands there.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  int digits(std::size_t count) {
    int number = 0;
    for (; count > 0 && good_; --count) {
      good_ = next_is_digit();
      if (good_) number = number * 10 + (take() - '0');
    }
    return number;
  }

  // One of the characters; NUL where there is none of them.
  char one_of(std::string_view characters) {
    good_ = good_ && !rest_.empty() && characters.find(rest_.front()) != std::string_view::npos;
    return good_ ? take() : '\0';
  }

  // Whether that comes next, which it then takes.
  bool take_if(char character) {
    if (!rest_.starts_with(character)) return false;
    take();
    return true;
  }

  // A number of digits, up to 8.
  int number() {
    constexpr std::size_t most = 8;
    int found = digits(1);
    for (std::size_t count = 1; count < most && next_is_digit(); ++count)
      found = found * 10 + (take() - '0');
    return found;
  }

  // The digits that follow a point, if one does.
  int milliseconds() {
    if (!take_if('.')) return 0;
    int number = digits(1) * 100;
    for (const int place : {10, 1}) {
      if (next_is_digit()) number += (take() - '0') * place;
    }
    while (next_is_digit()) take();
    return number;
  }

  bool good() const { return good_; }
  bool done() const { return good_ && rest_.empty(); }

 private:
  bool next_is_digit() const {
    return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9';
  }
  char take() {
    const char first = rest_.front();
    rest_.remove_prefix(1);
    return first;
  }

  std::string_view rest_;
  bool good_ = true;
};

// Nothing where no such day exists.
std::optional<Time> take_date(Scanner& scanner) {
  const std::chrono::year year(scanner.digits(4));
  scanner.one_of("-");
  const std::chrono::month month(static_cast<unsigned>(scanner.digits(2)));
  scanner.one_of("-");
  const std::chrono::day day(static_cast<unsigned>(scanner.digits(2)));
  const std::chrono::year_month_day date(year, month, day);
  if (!scanner.good() || !date.ok()) return std::nullopt;
  return std::chrono::sys_days(date);
}

std::optional<std::chrono::minutes> take_offset(Scanner& scanner) {
  const char sign = scanner.one_of("Zz+-");
  if (sign == 'Z' || sign == 'z') return std::chrono::minutes(0);
  const int hours = scanner.digits(2);
  scanner.take_if(':');
  const int minutes = scanner.digits(2);
  if (!scanner.good() || hours > 23 || minutes > 59) return std::nullopt;
  const auto offset = std::chrono::hours(hours) + std::chrono::minutes(minutes);
  return sign == '-' ? -offset : offset;
}

}  // namespace

std::optional<Time> parse_time(std::string_view text) {
  Scanner scanner(text);
  const std::optional<Time> date = take_date(scanner);
  scanner.one_of("Tt ");
  const int hours = scanner.digits(2);
  scanner.one_of(":");
  const int minutes = scanner.digits(2);
  const bool has_seconds = scanner.take_if(':');
  const int seconds = has_seconds ? scanner.digits(2) : 0;
  const int milliseconds = has_seconds ? scanner.milliseconds() : 0;
  const std::optional<std::chrono::minutes> offset = take_offset(scanner);
  constexpr int leap_second = 60;
  if (!date || !offset || !scanner.done() || hours > 23 || minutes > 59 || seconds > leap_second)
    return std::nullopt;
  const Time time = *date + std::chrono::hours(hours) + std::chrono::minutes(minutes) +
                    std::chrono::seconds(seconds) + std::chrono::milliseconds(milliseconds) -
                    *offset;
  // An offset can lead out of the years that have four digits.
  constexpr Time begin = std::chrono::sys_days(std::chrono::year(0) / 1 / 1);
  constexpr Time end = std::chrono::sys_days(std::chrono::year(10'000) / 1 / 1);
  return time >= begin && time < end ? std::optional(time) : std::nullopt;
}

std::optional<Time> parse_date(std::string_view text) {
  Scanner scanner(text);
  const std::optional<Time> date = take_date(scanner);
  return scanner.done() ? date : std::nullopt;
}

std::optional<std::chrono::seconds> parse_age(std::string_view text) {
  constexpr std::size_t longest = 32;
  if (text.size() > longest) return std::nullopt;
  Scanner scanner(text);
  std::chrono::seconds age(0);
  do {
    const int number = scanner.number();
    switch (scanner.one_of("smhdw")) {
      case 's':
        age += std::chrono::seconds(number);
        break;
      case 'm':
        age += std::chrono::minutes(number);
        break;
      case 'h':
        age += std::chrono::hours(number);
        break;
      case 'd':
        age += std::chrono::days(number);
        break;
      case 'w':
        age += std::chrono::weeks(number);
        break;
      default:
        return std::nullopt;
    }
  } while (!scanner.done());
  return age;
}

Time resolved(const TimeOrAge& moment, Time now) {
  if (const auto* age = std::get_if<std::chrono::seconds>(&moment)) return now - *age;
  return std::get<Time>(moment);
}

}  // namespace coffer::app
