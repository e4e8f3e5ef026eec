#include "app/terminal/terminal.hpp"

#include <strings.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "app/system/streams.hpp"

namespace coffer::app {
namespace {

// The first of these that is set decides, as POSIX says.
bool locale_is_utf8(const Environment& environment) {
  for (const char* variable : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const auto locale = environment.get(variable);
    if (!locale) continue;
    const char* charset = std::strchr(locale->c_str(), '.');
    return charset != nullptr &&
           (::strncasecmp(charset, ".utf-8", 6) == 0 || ::strncasecmp(charset, ".utf8", 5) == 0);
  }
  return false;
}

}  // namespace

bool wants_color(ColorMode mode, const Environment& environment, int descriptor) {
  if (mode != ColorMode::automatic) return mode == ColorMode::always;
  return !environment.get("NO_COLOR") && takes_escapes(descriptor, environment);
}

std::size_t output_width(const Environment& environment, int descriptor) {
  constexpr std::size_t greatest = 1000;
  const std::string variable = environment.get("COLUMNS").value_or("");
  std::size_t width = 0;
  std::from_chars(variable.data(), variable.data() + variable.size(), width);
  return std::min(width > 0 ? width : screen_size(descriptor).width, greatest);
}

bool shows_unicode(const Environment& environment) {
  return environment.get("TERM") != "dumb" && locale_is_utf8(environment);
}

}  // namespace coffer::app
