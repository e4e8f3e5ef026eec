#pragma once

#include "app/cli/options.hpp"
#include "app/query/query.hpp"

namespace coffer::app {

// Examines the account that the options select, for `coffer doctor`. The findings always have the
// whole report, and the first step that failed as their failure.
//
// Throws Error{usage} where the command line is what is wrong.
Findings check_up(const Options& options, const Environment& environment, const Streams& streams);

}  // namespace coffer::app
