#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "app/accounts/select.hpp"
#include "app/output/messages.hpp"
#include "app/system/environment.hpp"
#include "app/system/signals.hpp"
#include "app/system/streams.hpp"
#include "app/terminal/terminal.hpp"
#include "coffer/base_url.hpp"
#include "coffer/client.hpp"
#include "coffer/proxy.hpp"
#include "coffer/transport.hpp"
#include "coffer/trust.hpp"

namespace coffer::app {

// How the user wants the exchange to be reached. What is not given comes from the environment.
struct ConnectionOptions {
  std::optional<std::string> ca_file;
  std::optional<std::string> ca_directory;
  std::optional<std::string> proxy;  // empty: none, whatever the environment says
  AddressFamily family = AddressFamily::any;
  std::chrono::milliseconds timeout{10'000};
  int retries = 2;
  bool clock_correction = true;
};

// The certificates to trust: what the options name, else SSL_CERT_FILE and SSL_CERT_DIR, else (all
// fields empty) the system's. A file is read, once; it may be a pipe, which is waited for no longer
// than the timeout. Throws Error{config}, naming the option or variable and the path, for a file or
// a directory that cannot be read or has no certificate.
TrustStore load_trust(const ConnectionOptions& options, const Environment& environment);

// The proxy on the way to a base URL: --proxy, else the first that is set of https_proxy,
// HTTPS_PROXY, all_proxy and ALL_PROXY. None where that is empty, to a loopback host, and to a
// host that no_proxy, or else NO_PROXY, exempts.
//
// Throws Error{usage}, or for a variable Error{config}, where what is named is no HTTP proxy.
std::optional<Proxy> load_proxy(const ConnectionOptions& options, const Environment& environment,
                                const BaseUrl& base_url);

// Whether a no_proxy list, as curl reads it, holds a host. It is "*", which holds every host, or
// names and addresses, separated by commas or blanks. A name, with or without a dot before it,
// stands for itself and everything below it; an address for itself, with a "/" and a number of bits
// for its network. There are no ports in it.
bool lists_host(std::string_view no_proxy, std::string_view host);

// Is given a warning on the thread of the client.
using Warn = std::function<void(Warning warning)>;

inline constexpr std::string_view clock_advice =
    "set this machine's clock, for example with `timedatectl set-ntp true`";

// How a client asks as the user wishes; with --verbose each try is told on stderr, and a corrected
// clock is passed to `warn`, if there is one, without --quiet. Leaves the account group to the
// caller. The streams must outlive the client, and so must the signals, which interrupt it.
ClientOptions client_options(const ConnectionOptions& options, const TerminalOptions& terminal,
                             const Streams& streams, const EndingSignals& signals, Warn warn);

// What to do about an error of this kind, where nothing else is known; its command examines the
// same account in the same way. May be empty.
std::string advice(ErrorKind kind, const Account& account, const AccountChoice& choice,
                   const ConnectionOptions& connection);

}  // namespace coffer::app
