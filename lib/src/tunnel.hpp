#pragma once

#include <optional>
#include <string>

#include "coffer/endpoint.hpp"
#include "coffer/error.hpp"
#include "coffer/proxy.hpp"
#include "coffer/transport.hpp"

namespace coffer {

// Makes a new, unconnected TCP socket a tunnel to the endpoint, through the proxy at `address`.
// Nothing of the proxy's answer is left to read, and nothing behind it is read. Blocks until then,
// or until somebody shuts the socket down, or a second after the deadline.
//
// Returns why there is no tunnel: Error{network}, naming the proxy. The socket then takes neither
// bytes nor a connection any more.
//
// Where there is one, the next connect() on the socket succeeds and changes nothing, whatever
// address it names. For one that was begun without blocking Linux reports the outcome in this way,
// once; so a library that insists on connecting its sockets itself can be given a tunnel.
std::optional<Error> open_tunnel(int socket, const std::string& address, const Proxy& proxy,
                                 const Endpoint& endpoint, Deadline deadline);

}  // namespace coffer
