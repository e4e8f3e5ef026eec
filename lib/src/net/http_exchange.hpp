#pragma once

#include <string>

#include "coffer/transport.hpp"
#include "reply_framing.hpp"
#include "socket.hpp"

namespace coffer {

// Sends a request over a stream and returns its reply, by cpp-httplib. `host` is the value of the
// Host header. Judges the reply as far as it gets, also where it throws.
//
// Throws Error{reply} with the bare reason for a malformed reply, and what the stream throws;
// ConnectionLost also where the peer ends a reply properly, but too early.
Response run_exchange(ReplyFraming& reply, ByteStream& stream, const std::string& host,
                      const Request& request, const WaitLimit& limit);

}  // namespace coffer
