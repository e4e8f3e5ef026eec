#pragma once

#include <cstddef>
#include <string>

#include "app/log/series.hpp"

namespace coffer::app {

// A line of at most `cells` characters, each as high as the amount was at the end of its share of
// the time from the first to the last reading; an amount stays until another is read. From the
// least to the greatest amount: block elements, or "_.-:=+*#" where those do not show.
std::string sparkline(const Series& series, std::size_t cells, bool unicode);

}  // namespace coffer::app
