#pragma once

#include <functional>
#include <string>

#include "app/options.hpp"
#include "app/streams.hpp"
#include "coffer/client.hpp"

namespace coffer::app {

// Is given a warning, in words, on the thread of the client.
using Warn = std::function<void(std::string what)>;

// How a client asks as the user wishes; with --verbose each try is told on stderr, and a corrected
// clock is passed to `warn`, if there is one, without --quiet. Leaves the account group to the
// caller. The streams must outlive the client.
ClientOptions client_options(const Options& options, const Streams& streams, Warn warn);

}  // namespace coffer::app
