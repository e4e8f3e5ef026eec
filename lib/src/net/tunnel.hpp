#pragma once

#include "coffer/base_url.hpp"
#include "coffer/proxy.hpp"
#include "socket.hpp"

namespace coffer {

// Asks the proxy at the other end of a stream for a tunnel to the base_url (CONNECT, RFC 9110,
// 9.3.6). From then on the stream carries the exchange's bytes.
//
// Throws Error{network} for any answer but 200 and for bytes that follow it, and
// what ByteStream throws. The proxy's credentials leave no copy in memory.
void open_tunnel(ByteStream& stream, const Proxy& proxy, const BaseUrl& base_url,
                 const WaitLimit& limit);

}  // namespace coffer
