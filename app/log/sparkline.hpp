#pragma once

#include <string>

#include "app/log/axes.hpp"
#include "app/log/series.hpp"

namespace coffer::app {

// A line with a character for each place of the axis, which must hold all of the series: as high as
// the amount was at the end of that time, from the least to the greatest amount. An amount stays
// until another is read, but what lies in a gap (see Intervals), before the first reading or after
// the last is blank. Block elements, or "_.-:=+*#" where those do not show.
std::string sparkline(const Series& series, const TimeAxis& axis, bool unicode);

}  // namespace coffer::app
