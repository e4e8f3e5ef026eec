#pragma once

#include <string>

#include "byte_stream.hpp"
#include "coffer/transport.hpp"
#include "reply_framing.hpp"

namespace coffer {

// How far a request and its reply got.
struct HttpExchange {
  ReplyFraming reply;
  bool has_surplus = false;  // more came than the reply

  // Whether the stream may carry another request: the reply was complete, and nothing follows it.
  bool is_reusable() const {
    return reply.is_complete() && reply.keeps_connection() && !has_surplus;
  }
};

// Sends a request over a stream and returns its reply, by cpp-httplib. `host` is the value of the
// Host header. Fills `exchange` as far as it gets, also where it throws.
//
// Throws Error{reply} with the bare reason for a malformed reply, and what the stream throws;
// ConnectionLost also where the peer ends a reply properly, but too early.
Response run_exchange(HttpExchange& exchange, ByteStream& stream, const std::string& host,
                      const Request& request, const WaitLimit& limit);

}  // namespace coffer
