#include "http_exchange.hpp"

#include <httplib.h>

#include <array>
#include <cstdint>
#include <utility>

#include "coffer/error.hpp"

namespace coffer {
namespace {

constexpr std::size_t read_size = 16 << 10;

// Newer versions of the library wait with wait_readable and wait_writable, older ones with
// is_writable.
class EitherStream : public httplib::Stream {
 public:  // NOLINTBEGIN(modernize-use-override)
  bool is_writable() const { return true; }
  bool wait_readable() const { return true; }
  bool wait_writable() const { return true; }
  time_t duration() const { return 0; }
};  // NOLINTEND(modernize-use-override)

}  // namespace

// Hands the library what was judged. What waits is `read`.
class HttpExchange::LibraryStream final : public EitherStream {
 public:
  explicit LibraryStream(HttpExchange& exchange) : exchange_(exchange) {}

  ssize_t read(char* data, size_t size) override {
    const std::size_t count = exchange_.read(data, size);
    const bool is_end = count == 0 && exchange_.framing_.ends_with_connection();
    return count > 0 || is_end ? static_cast<ssize_t>(count) : -1;
  }
  ssize_t write(const char* data, size_t size) override {
    exchange_.write({data, size});
    return static_cast<ssize_t>(size);
  }

  bool is_readable() const override { return true; }
  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  socket_t socket() const override { return INVALID_SOCKET; }

 private:
  HttpExchange& exchange_;
};

class HttpExchange::LibraryClient final : public httplib::ClientImpl {
 public:
  LibraryClient() : ClientImpl("", 0) {
    set_decompress(false);
    set_url_encode(false);
  }
  using ClientImpl::process_request;
};

Response HttpExchange::run(const Request& request) {
  httplib::Request asked;
  asked.method = std::string(name(request.method));
  asked.path = request.target;
  for (const auto& [key, value] : request.headers) asked.headers.emplace(key, value);
  asked.headers.emplace("Host", host_);
  // Versions differ in which replies without a body they read on after.
  asked.response_handler = [this](const httplib::Response&) { return framing_.has_body(); };
  asked.content_receiver = [this](const char* data, std::size_t size, std::uint64_t,
                                  std::uint64_t) {
    response_.body.append(data, size);
    return true;
  };

  httplib::Response reply;
  httplib::Error error = httplib::Error::Success;
  LibraryStream stream(*this);
  const bool accepted = LibraryClient().process_request(stream, asked, reply, false, error);
  const bool is_whole = framing_.is_complete() && (accepted || !framing_.has_body());
  if (!is_whole) throw Error(ErrorKind::reply, "not valid HTTP");

  response_.status = framing_.status();
  if (const auto found = reply.headers.find("Retry-After"); found != reply.headers.end()) {
    response_.retry_after = found->second;
  }
  return std::move(response_);
}

void HttpExchange::write(std::string_view data) {
  stream_.write(data, limit_);
  response_.sent = Deadline::clock::now();
}

// 0 at the reply's end.
std::size_t HttpExchange::read(char* data, std::size_t size) {
  while (delivered_ == buffer_.size()) {
    if (framing_.is_complete()) return 0;
    fill();
  }
  const std::size_t count = buffer_.copy(data, size, delivered_);
  delivered_ += count;
  return count;
}

// Reads and judges more: a head as a whole, without the interim replies before it; of a body, what
// has come.
void HttpExchange::fill() {
  buffer_.clear();
  delivered_ = 0;
  do {
    // A peer that sends without a pause never has to be waited for.
    if (Deadline::clock::now() >= limit_.deadline) throw TimedOut();
    std::array<char, read_size> bytes;
    std::string_view rest(bytes.data(), stream_.read(bytes.data(), bytes.size(), limit_));
    if (rest.empty()) {
      if (!framing_.end()) throw ConnectionLost();
      return;
    }
    if (!framing_.has_begun()) response_.first_byte = Deadline::clock::now();
    while (!rest.empty() && !framing_.is_complete()) {
      const std::size_t count = framing_.take(rest);
      buffer_.append(rest.substr(0, count));
      rest.remove_prefix(count);
      if (!framing_.is_interim()) continue;
      framing_.skip_interim();
      buffer_.clear();
    }
    has_surplus_ = !rest.empty();
  } while (!framing_.has_head());
  if (delivered_ == 0 && framing_.length()) response_.body.reserve(*framing_.length());
}

}  // namespace coffer
