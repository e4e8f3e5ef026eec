#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "app/cli/options.hpp"
#include "app/system/environment.hpp"
#include "app/system/signals.hpp"
#include "app/system/streams.hpp"
#include "coffer/client.hpp"
#include "coffer/endpoint.hpp"
#include "coffer/proxy.hpp"

namespace coffer::app {

// The proxy on the way to an endpoint: --proxy, else the first that is set of https_proxy,
// HTTPS_PROXY, all_proxy and ALL_PROXY. None where that is empty, to a loopback endpoint, and to a
// host that no_proxy, or else NO_PROXY, exempts.
//
// Throws Error{usage}, or for a variable Error{config}, where what is named is no HTTP proxy.
std::optional<Proxy> load_proxy(const Options& options, const Environment& environment,
                                const Endpoint& endpoint);

// Whether a no_proxy list, as curl reads it, holds a host. It is "*", which holds every host, or
// names and addresses, separated by commas or blanks. A name, with or without a dot before it,
// stands for itself and everything below it; an address for itself, with a "/" and a number of bits
// for its network. There are no ports in it.
bool is_exempt(std::string_view no_proxy, std::string_view host);

// Is given a warning, in words, on the thread of the client.
using Warn = std::function<void(std::string what)>;

// How a client asks as the user wishes; with --verbose each try is told on stderr, and a corrected
// clock is passed to `warn`, if there is one, without --quiet. Leaves the account group to the
// caller. The streams must outlive the client, and so must the signals, which interrupt it.
ClientOptions client_options(const Options& options, const Streams& streams,
                             const HeldSignals& signals, Warn warn);

}  // namespace coffer::app
