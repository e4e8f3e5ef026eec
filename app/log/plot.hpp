#pragma once

#include <cstddef>
#include <string>

#include "app/log/series.hpp"

namespace coffer::app {

struct PlotStyle {
  std::size_t width = 80;  // terminal columns; 26 are used at least
  bool unicode = true;     // else ASCII
  bool color = false;      // the title bold
};

// How finely a series should divide time to be drawn in this width.
std::size_t slices_for_plot(std::size_t width);

// A chart of a series, several lines each ended by LF. Above it the series' name. The upper edge
// names the greatest amount, the lower one the least, both exact; below stand the times of the
// first and the last reading, in two lines where one is too short. An amount stays until another is
// read; every extreme within a column is drawn.
std::string draw_plot(const Series& series, const PlotStyle& style);

}  // namespace coffer::app
