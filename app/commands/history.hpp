#pragma once

#include <string>

#include "app/log/plot.hpp"
#include "app/log/reader.hpp"
#include "app/options.hpp"
#include "app/report.hpp"
#include "app/streams.hpp"

namespace coffer::app {

// One row a series; the time of the report is `read`.
Report history_report(const std::deque<Series>& series, Time read, bool unicode);

// Reads the logs that the options name, and reports them or draws them. Damaged lines are told on
// streams.err, unless the user wants quiet.
//
// Throws what History throws.
Report report_logs(const Options& options, const PlotStyle& style, const Streams& streams);
std::string plot_logs(const Options& options, const PlotStyle& style, const Streams& streams);

}  // namespace coffer::app
