#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "app/log/series.hpp"

namespace coffer::app {

// Of both drawings: `first` and `last` are the times between which it is drawn, and must hold all
// of the series. An amount stays until another is read, but what lies in a gap (see Intervals),
// before the first reading or after the last is blank.

// A line with a character for each of so many equal shares of the time, until the last that is not
// blank: as high as the amount was
// at its end, from the least to the greatest amount. Block elements, or "_.-:=+*#" where those do
// not show.
std::string sparkline(const Series& series, Time first, Time last, std::size_t width, bool unicode);

struct PlotStyle {
  std::size_t width = 80;  // terminal columns; at least 26 are used
  bool unicode = true;     // else ASCII
  bool color = false;      // the title bold
};

// How finely a series should divide time to be drawn in this width.
std::size_t slices_for_plot(std::size_t width);

// A chart of a series, several lines each ended by LF, below its title. The upper edge names the
// greatest amount, the lower one the least, both exact; below stand the times. Every extreme within
// a column is drawn.
std::string draw_plot(const Series& series, std::string_view title, Time first, Time last,
                      const PlotStyle& style);

}  // namespace coffer::app
