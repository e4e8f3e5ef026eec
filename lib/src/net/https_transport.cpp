#include "coffer/https_transport.hpp"

#include <fmt/format.h>
#include <httplib.h>
#include <openssl/crypto.h>

#include <chrono>
#include <utility>

#include "coffer/error.hpp"
#include "dial.hpp"
#include "http_exchange.hpp"
#include "socket.hpp"
#include "tls.hpp"
#include "tunnel.hpp"

namespace coffer {

namespace {

class HttpsTransport final : public Transport {
 public:
  HttpsTransport(const BaseUrl& base_url, Trust trust, std::optional<Proxy> proxy,
                 AddressFamily family)
      : base_url_(base_url),
        trust_(trust ? std::move(trust) : trust_in({})),
        proxy_(base_url.tls ? std::move(proxy) : std::nullopt),
        family_(family) {}

  const std::string& origin() const override { return origin_; }
  Response send(const Request& request, const WaitLimit& limit, Timing& timing) override;
  ConnectionInfo connection_info() const override { return connection_; }
  void close() override { stream_.reset(); }

 private:
  // The errors that these throw say why, not where.
  void connect(const WaitLimit& limit, Timing& timing);
  void establish(Socket socket, const WaitLimit& limit, Timing& timing);
  Response exchange(const Request& request, bool is_kept, const WaitLimit& limit, Timing& timing);

  const BaseUrl base_url_;
  const Trust trust_;
  const std::optional<Proxy> proxy_;
  const AddressFamily family_;
  const std::string origin_ = base_url_.origin();
  const std::string host_ = origin_.substr(origin_.find("://") + 3);  // as in the Host header
  std::unique_ptr<ByteStream> stream_;  // what is kept between requests
  ConnectionInfo connection_;           // of that stream, or of the last attempt to make one
};

// Makes `stream_` a new connection with the exchange.
void HttpsTransport::connect(const WaitLimit& limit, Timing& timing) {
  const auto begin = Deadline::clock::now();
  Dialer dialer(proxy_ ? proxy_->host : base_url_.host, proxy_ ? proxy_->port : base_url_.port,
                family_, !base_url_.tls);
  const auto note = [&] {
    dialer.take_lookups();
    timing.dns = dialer.lookup_time();
    timing.dialed = dialer.attempts();
    connection_.addresses = dialer.addresses();
    connection_.timing = timing;
  };

  if (base_url_.tls) trust_->get();  // before anything is sent
  stream_.reset();
  connection_ = {};
  for (;;) {
    Socket socket = dialer.dial(limit);
    note();
    if (!socket) throw dialer.failure();
    timing.connect =
        time_since(begin) - dialer.lookup_time().value_or(std::chrono::microseconds::zero());
    connection_.address = dialer.last_address();
    connection_.connected = false;

    const auto start = Deadline::clock::now();
    const Deadline end =
        dialer.expects_addresses() ? start + (limit.deadline - start) / 3 : limit.deadline;
    const char* ending = "connection closed during";
    try {
      establish(std::move(socket), {end, limit.interrupt}, timing);
      return note();
    } catch (const TimedOut&) {
      ending = "no answer to";
    } catch (const ConnectionLost&) {
      // Another address may do better.
    }
    const bool has_tunnel = !proxy_ || connection_.connected;
    dialer.set_failed(fmt::format("{} {}", ending, has_tunnel ? "the TLS handshake" : "CONNECT"),
                      start);
  }
}

// Does what follows the dial: the proxy's tunnel and the TLS handshake.
void HttpsTransport::establish(Socket socket, const WaitLimit& limit, Timing& timing) {
  const auto start = Deadline::clock::now();
  TcpStream tcp(std::move(socket));
  if (proxy_) open_tunnel(tcp, *proxy_, base_url_, limit);
  connection_.connected = true;
  if (!base_url_.tls) {
    stream_ = std::make_unique<TcpStream>(std::move(tcp));
    return;
  }
  auto secured = std::make_unique<TlsStream>(*trust_, std::move(tcp), base_url_.host, limit);
  connection_.tls_version = secured->protocol();
  connection_.certificate_end = secured->certificate_end();
  stream_ = std::move(secured);
  timing.tls = time_since(start);
}

Response HttpsTransport::exchange(const Request& request, bool is_kept, const WaitLimit& limit,
                                  Timing& timing) {
  std::unique_ptr<ByteStream> used = std::move(stream_);  // whatever is thrown closes it
  ReplyFraming reply;
  const auto start = Deadline::clock::now();
  Error failure(ErrorKind::network, "");
  failure.retryable = true;
  try {
    Response response = run_exchange(reply, *used, host_, request, limit);
    timing.wait = time_since(start);
    if (reply.keeps_connection()) stream_ = std::move(used);
    return response;
  } catch (const TimedOut&) {
    failure.message =
        fmt::format("{} within {}", reply.has_head() ? "the reply was not complete" : "no reply",
                    duration_text(time_since(start)));
  } catch (const ConnectionLost&) {
    timing.was_stale = is_kept && !reply.has_begun();
    failure.message = reply.has_head() ? "the reply was cut short"
                                       : "the connection was closed before a reply came";
  } catch (const Error& error) {
    failure = error;
  }
  timing.wait = time_since(start);
  if (reply.has_head()) failure.http_status = reply.status();
  throw failure;
}

Response HttpsTransport::send(const Request& request, const WaitLimit& limit, Timing& timing) {
  timing = {};
  try {
    const bool is_kept = stream_ && stream_->is_quiet();
    if (!is_kept) connect(limit, timing);
    return exchange(request, is_kept, limit, timing);
  } catch (Error& error) {
    const std::string way = proxy_ ? " through the proxy " + proxy_->origin() : "";
    error.message = fmt::format("{}{}: {}", origin_, way, error.message);
    throw;
  }
}

}  // namespace

Trust trust_in(TrustStore store) { return std::make_shared<TlsContext>(std::move(store)); }

std::unique_ptr<Transport> https_transport(const BaseUrl& base_url, Trust trust,
                                           std::optional<Proxy> proxy, AddressFamily family) {
  return std::make_unique<HttpsTransport>(base_url, std::move(trust), std::move(proxy), family);
}

std::string http_library_version() { return CPPHTTPLIB_VERSION; }

std::string tls_library_version() { return OpenSSL_version(OPENSSL_VERSION_STRING); }

}  // namespace coffer
