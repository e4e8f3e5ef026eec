#pragma once

#include "app/cli/options.hpp"
#include "app/query/query.hpp"

namespace coffer::app {

// Examines the accounts that the options select. The findings always have the whole report, and of
// each account the first step that failed as a failure.
//
// Throws Error{usage} where the command line is what is wrong.
Findings doctor(const Options& options, const Environment& environment, const Streams& streams);

}  // namespace coffer::app
