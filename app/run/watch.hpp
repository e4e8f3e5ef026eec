#pragma once

#include "app/cli/options.hpp"
#include "app/query/query.hpp"
#include "app/run/delivery.hpp"
#include "app/system/streams.hpp"

namespace coffer::app {

// Asks, and passes on what is found, at every beat of the interval that the options give; beats
// that pass while a round takes longer are left out. A round that fails is told, and the next one
// tried.
//
// Returns an exit status: that of a failure that time does not heal (usage, config, auth, tls,
// output), or, where a condition holds, that of conditions. Nothing else ends it but a signal.
// Makes the options quiet once the terminal is the table's.
int watch(const Round& ask, Options& options, const Streams& streams, OutputWriter& writer);

}  // namespace coffer::app
