#pragma once

#include "app/options.hpp"
#include "app/streams.hpp"
#include "coffer/client.hpp"

namespace coffer::app {

// How a client asks as the user wishes; with --verbose each try is told on stderr. Leaves to the
// caller the account group, and what to do about a corrected clock. The streams must outlive the
// client.
ClientOptions client_options(const Options& options, const Streams& streams);

}  // namespace coffer::app
