#pragma once

#include <memory>
#include <optional>
#include <string>

#include "coffer/base_url.hpp"
#include "coffer/proxy.hpp"
#include "coffer/transport.hpp"
#include "coffer/trust.hpp"

namespace coffer {

// Carries requests by HTTP/1.1 over TLS or, to a loopback host, over plain TCP. TLS is 1.2 or
// newer, or what OpenSSL's configuration allows of that.
//
// The chain, the dates and the host name (subject alternative names only) are verified, and nothing
// turns that off. Redirects are not followed, bodies not decompressed. One connection is kept and
// reused while nobody but the peer of a request has written to it. The first request makes the
// first use of OpenSSL and the network.
//
// Addresses are dialed as RFC 8305 says. One that does not get as far as a connection with the
// exchange has, where further ones are left, a third of the time.
//
// With a proxy, TLS is spoken with the exchange, inside a tunnel that the proxy opens; the proxy
// resolves the exchange's name and learns nothing else. Every error then names the proxy, and one
// that does not open the tunnel is an Error{network}. A base URL without TLS is reached directly.
//
// Everything runs on the calling thread and keeps to the limit, but for the system's resolver,
// which has threads of its own and is left to itself where it takes too long. Raises no SIGPIPE.
//
// Without `trust`, the system's certificates are trusted.
std::unique_ptr<Transport> https_transport(const BaseUrl& base_url, Trust trust = nullptr,
                                           std::optional<Proxy> proxy = {},
                                           AddressFamily family = AddressFamily::any);

// The versions of cpp-httplib and of OpenSSL. Neither call initialises the library.
std::string http_library_version();
std::string tls_library_version();

}  // namespace coffer
