#pragma once

#include <cstddef>

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

// How many columns output to `descriptor` may take: what COLUMNS says, else the terminal's width,
// else 80; 1000 at most.
std::size_t output_width(const Environment& environment, int descriptor);

// Whether characters beyond ASCII can be shown: the locale is UTF-8, and TERM is not dumb.
bool shows_unicode(const Environment& environment);

}  // namespace coffer::app
