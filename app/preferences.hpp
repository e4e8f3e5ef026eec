#pragma once

#include "app/environment.hpp"
#include "app/log/plot.hpp"
#include "app/options.hpp"

namespace coffer::app {

// The format that the options name, else that of the log file's name where one is appended to, else
// COFFER_OUTPUT, else a table; and jsonl instead of json where rounds follow each other. Throws
// Error{config} where the variable has no format's name.
Format chosen_format(const Options& options, const Environment& environment);

// Whether output to `descriptor` is coloured.
bool wants_color(const Options& options, const Environment& environment, int descriptor);

// The width of the terminal that `descriptor` is, as COLUMNS says or the terminal itself; 0 where
// it is none.
std::size_t terminal_width(const Environment& environment, int descriptor);

// How to draw on `descriptor`: as wide as COLUMNS says, else as the terminal is, else 80 columns;
// in ASCII where a chart or table is shown and the locale is not UTF-8 or TERM is dumb. Throws what
// chosen_format throws.
PlotStyle plot_style(const Options& options, const Environment& environment, int descriptor);

}  // namespace coffer::app
