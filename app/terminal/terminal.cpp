#include "app/terminal/terminal.hpp"

#include <string>

#include "app/system/streams.hpp"
#include "coffer/text.hpp"

namespace coffer::app {

bool wants_color(ColorMode mode, const Environment& environment, int descriptor) {
  if (mode != ColorMode::automatic) return mode == ColorMode::always;
  return !environment.get("NO_COLOR") && takes_escapes(descriptor, environment);
}

bool shows_unicode(const Environment& environment) {
  if (environment.get("TERM") == "dumb") return false;
  // The first of these that is set decides, as POSIX says.
  for (const char* variable : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const auto locale = environment.get(variable);
    if (!locale) continue;
    const std::string name = to_lower(*locale);
    return name.find(".utf-8") != name.npos || name.find(".utf8") != name.npos;
  }
  return false;
}

}  // namespace coffer::app
