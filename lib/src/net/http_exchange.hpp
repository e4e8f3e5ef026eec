#pragma once

#include <string>

#include "byte_stream.hpp"
#include "coffer/transport.hpp"
#include "reply_framing.hpp"

namespace coffer {

// One request and its reply over a stream, by cpp-httplib. Says, also where `run` throws, how far
// that got.
class HttpExchange {
 public:
  // `host` is the value of the Host header. All arguments must outlive the exchange.
  HttpExchange(ByteStream& stream, const std::string& host, const WaitLimit& limit)
      : stream_(stream), host_(host), limit_(limit) {}

  // Throws Error{reply} with the bare reason for a malformed reply, and what the stream throws;
  // ConnectionLost also where the peer ends a reply properly, but too early.
  Response run(const Request& request);

  const ReplyFraming& reply() const { return framing_; }

  // Whether the stream may carry another request: the reply was complete, and nothing follows it.
  bool is_reusable() const {
    return framing_.is_complete() && framing_.keeps_connection() && !has_surplus_;
  }

 private:
  class LibraryStream;
  class LibraryClient;

  std::size_t read(char* data, std::size_t size);
  void fill();
  void write(std::string_view data);

  ByteStream& stream_;
  const std::string& host_;
  const WaitLimit& limit_;
  ReplyFraming framing_;
  std::string buffer_;         // of the reply, judged
  std::size_t delivered_ = 0;  // of the buffer
  bool has_surplus_ = false;
  Response response_;
};

}  // namespace coffer
