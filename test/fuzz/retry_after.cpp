// The text of a Retry-After header, held against the C library's calendar.

#include "lib/src/api/retry_after.hpp"

#include <ctime>
#include <string>

#include "test/fuzz/fuzz.hpp"

namespace coffer::fuzz {
namespace {

using std::chrono::seconds;
using Now = std::chrono::sys_time<std::chrono::milliseconds>;

constexpr seconds longest = std::chrono::years(10);

// "Sun, 06 Nov 1994 08:49:37 GMT"; the names are those of the locale "C".
std::string http_date(std::time_t time) {
  std::tm parts{};
  ::gmtime_r(&time, &parts);
  char text[64];
  return {text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}

// The time that a date names, if the C library, which is lenient, finds one.
std::optional<std::time_t> lenient_time(const std::string& text) {
  std::tm parts{};
  const char* end = ::strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  if (end != text.c_str() + text.size()) return {};
  return ::timegm(&parts);
}

Now at(std::time_t time) { return Now(seconds(time)); }

void check_number(std::string_view text) {
  const auto wait = parse_retry_after(text, Now());
  require(wait.has_value(), "a number of any length is one");
  const std::string_view digits = text.substr(std::min(text.find_first_not_of('0'), text.size()));
  if (digits.size() <= 8) {
    require(wait->count() == std::atol(text.data()), "a number counts seconds");
  } else {
    require(*wait <= longest && *wait >= seconds(100'000'000), "a large number is a long wait");
  }
}

void check_date(const std::string& text) {
  const std::optional<std::time_t> time = lenient_time(text);
  const bool canonical = time && text.size() == 29 && http_date(*time) == text;
  const auto wait = parse_retry_after(text, time ? at(*time - 1000) : Now());
  require(wait || !canonical, "every date is read");
  if (!wait) return;

  require(*wait >= seconds(0) && *wait <= longest, "a wait can be added to the time");
  if (!time) {
    // Weekdays need not be true, nor any the C library knows.
    require(text.size() == 29 && text.substr(3, 2) == ", ", "only dates are read");
    require(lenient_time("Sun" + text.substr(3)).has_value(), "only dates are read");
    return;
  }
  require(*wait == seconds(1000), "the wait ends at the date");
  require(parse_retry_after(text, at(*time) - std::chrono::milliseconds(1)) == seconds(1),
          "a wait is rounded up");
  require(parse_retry_after(text, at(*time + 1)) == seconds(0), "the past asks for no wait");
}

}  // namespace
}  // namespace coffer::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace coffer::fuzz;
  const std::string text(text_of(data, size));
  if (!text.empty() && text.find_first_not_of("0123456789") == std::string::npos) {
    check_number(text);
  } else {
    check_date(text);
  }
  return 0;
}
