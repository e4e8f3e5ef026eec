#pragma once

#include <string>

#include "app/cli/options.hpp"
#include "app/history/history.hpp"
#include "app/output/report.hpp"
#include "app/system/environment.hpp"
#include "app/system/streams.hpp"

namespace coffer::app {

// One row a series; the time of the report is `read`.
Report history_report(const std::deque<Series>& series, Time read, bool unicode);

// Reads the logs that the options name, and reports them or draws them. Damaged lines are told on
// streams.err, unless the user wants quiet.
//
// Throws what History and chosen_format throw.
Report report_logs(const Options& options, const Environment& environment, const Streams& streams);
std::string plot_logs(const Options& options, const Environment& environment,
                      const Streams& streams);

}  // namespace coffer::app
