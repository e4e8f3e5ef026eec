#include "http_exchange.hpp"

#include <httplib.h>

#include <array>
#include <cstdint>

#include "coffer/error.hpp"

namespace coffer {
namespace {

// Newer versions of the library wait with wait_readable and wait_writable, older ones with
// is_writable.
class EitherStream : public httplib::Stream {
 public:  // NOLINTBEGIN(modernize-use-override)
  bool is_writable() const { return true; }
  bool wait_readable() const { return true; }
  bool wait_writable() const { return true; }
  time_t duration() const { return 0; }
};  // NOLINTEND(modernize-use-override)

// Hands the library what was judged. What waits is `read`.
class JudgedStream final : public EitherStream {
 public:
  JudgedStream(ReplyFraming& reply, ByteStream& stream, const WaitLimit& limit, Response& response)
      : reply_(reply), stream_(stream), limit_(limit), response_(response) {}

  ssize_t read(char* data, size_t size) override {
    while (delivered_ == buffer_.size() && !reply_.is_complete()) fill();
    const std::size_t count = buffer_.copy(data, size, delivered_);
    delivered_ += count;
    return count > 0 || reply_.ends_with_connection() ? static_cast<ssize_t>(count) : -1;
  }

  ssize_t write(const char* data, size_t size) override {
    stream_.write({data, size}, limit_);
    response_.sent = Deadline::clock::now();
    return static_cast<ssize_t>(size);
  }

  bool is_readable() const override { return true; }
  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  socket_t socket() const override { return INVALID_SOCKET; }

 private:
  void fill();

  ReplyFraming& reply_;
  ByteStream& stream_;
  const WaitLimit& limit_;
  Response& response_;
  std::string buffer_;         // of the reply, judged
  std::size_t delivered_ = 0;  // of the buffer
};

// Reads and judges more: a head as a whole, without the interim replies before it; of a body, what
// has come.
void JudgedStream::fill() {
  buffer_.clear();
  delivered_ = 0;
  do {
    std::array<char, 16 << 10> bytes;
    std::string_view rest(bytes.data(), stream_.read(bytes.data(), bytes.size(), limit_));
    if (rest.empty()) {
      if (!reply_.end()) throw ConnectionLost();
      return;
    }
    if (!reply_.has_begun()) response_.first_byte = Deadline::clock::now();
    while (!rest.empty() && !reply_.is_complete()) {
      const std::size_t count = reply_.take(rest);
      buffer_.append(rest.substr(0, count));
      rest.remove_prefix(count);
      if (!reply_.is_interim()) continue;
      reply_.skip_interim();
      buffer_.clear();
    }
  } while (!reply_.has_head());
  if (reply_.length()) response_.body.reserve(*reply_.length());
}

class LibraryClient final : public httplib::ClientImpl {
 public:
  LibraryClient() : ClientImpl("", 0) {
    set_decompress(false);
    set_url_encode(false);
  }
  using ClientImpl::process_request;
};

}  // namespace

Response run_exchange(ReplyFraming& reply, ByteStream& stream, const std::string& host,
                      const Request& request, const WaitLimit& limit) {
  Response response;
  httplib::Request asked;
  asked.method = std::string(name(request.method));
  asked.path = request.target;
  for (const auto& [key, value] : request.headers) asked.headers.emplace(key, value);
  asked.headers.emplace("Host", host);
  // Versions differ in which replies without a body they read on after.
  asked.response_handler = [&](const httplib::Response&) { return reply.has_body(); };
  asked.content_receiver = [&](const char* data, std::size_t size, std::uint64_t, std::uint64_t) {
    response.body.append(data, size);
    return true;
  };

  httplib::Response parsed;
  httplib::Error error = httplib::Error::Success;
  JudgedStream judged(reply, stream, limit, response);
  const bool accepted = LibraryClient().process_request(judged, asked, parsed, false, error);
  const bool is_whole = reply.is_complete() && (accepted || !reply.has_body());
  if (!is_whole) throw Error(ErrorKind::reply, "not valid HTTP");

  response.status = reply.status();
  response.retry_after = reply.retry_after();
  response.location = reply.location();
  return response;
}

}  // namespace coffer
