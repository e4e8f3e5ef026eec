#pragma once

#include <string>

#include "app/cli/options.hpp"
#include "app/log/plot.hpp"
#include "app/log/reader.hpp"
#include "app/output/report.hpp"
#include "app/system/environment.hpp"
#include "app/system/streams.hpp"

namespace coffer::app {

// One row a series; the time of the report is `read`. The trend has 20 characters, or as many of
// them as fit beside the default columns of a table in this width.
Report history_report(const std::deque<Series>& series, Time read, bool unicode = true,
                      std::optional<std::size_t> width = {});

// One row a series and period.
Report period_report(const std::deque<Series>& series, Time read);

// Reads the logs that the options name, and reports them or draws them. What was skipped is told on
// streams.err, unless the user wants quiet.
//
// Throws what read_logs and chosen_format throw, and Error{usage} for a time span that ends before
// it begins.
Report report_logs(const Options& options, const Environment& environment, const Streams& streams);
std::string plot_logs(const Options& options, const Environment& environment,
                      const Streams& streams);

}  // namespace coffer::app
