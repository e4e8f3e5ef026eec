#pragma once

#include "app/system/environment.hpp"

namespace coffer::app {

enum class ColorMode { automatic, always, never };

// How the user wants to be shown things.
struct TerminalOptions {
  ColorMode color = ColorMode::automatic;
  bool quiet = false;    // no notes or warnings
  bool verbose = false;  // each request on stderr
};

// Whether output to `descriptor` is coloured.
bool wants_color(ColorMode mode, const Environment& environment, int descriptor);

// Whether characters beyond ASCII can be shown: the locale is UTF-8, and TERM is not dumb.
bool shows_unicode(const Environment& environment);

}  // namespace coffer::app
