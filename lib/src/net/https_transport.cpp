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

Trust::Trust(TrustStore store) : context_(std::make_shared<TlsContext>(std::move(store))) {}

struct HttpsTransport::State {
  // The errors that these throw say why, not where.
  void connect(const WaitLimit& limit, Timing& timing);
  void establish(Socket socket, const WaitLimit& limit, Timing& timing);
  Response exchange(const Request& request, bool is_kept, const WaitLimit& limit, Timing& timing);
  std::string through_proxy() const {
    return fmt::format(" (through the proxy {})", proxy->origin());
  }

  const BaseUrl base_url;
  const std::shared_ptr<TlsContext> tls;
  const std::optional<Proxy> proxy;
  const AddressFamily family;
  const std::string origin = base_url.origin();
  const std::string host = origin.substr(origin.find("://") + 3);  // as in the Host header
  std::unique_ptr<ByteStream> stream = nullptr;                    // what is kept between requests
  ConnectionInfo connection = {};  // of that stream, or of the last attempt to make one
};

// Makes `stream` a new connection with the exchange.
void HttpsTransport::State::connect(const WaitLimit& limit, Timing& timing) {
  const auto begin = Deadline::clock::now();
  Dialer dialer(proxy ? proxy->host : base_url.host, proxy ? proxy->port : base_url.port, family,
                !base_url.tls);
  const auto note = [&] {
    dialer.take_lookups();
    timing.dns = dialer.lookup_time();
    timing.dialed = dialer.attempts();
    connection.addresses = dialer.addresses();
    connection.timing = timing;
  };

  if (base_url.tls) tls->get();  // before anything is sent
  stream.reset();
  connection = {};
  for (;;) {
    Socket socket = dialer.dial(limit);
    note();
    if (!socket) {
      Error error = dialer.failure();
      if (proxy && connection.connected) error.message += through_proxy();
      if (proxy && !connection.connected) {
        error.message = fmt::format("the proxy {}: {}", proxy->origin(), error.message);
      }
      throw error;
    }
    timing.connect =
        time_since(begin) - dialer.lookup_time().value_or(std::chrono::microseconds::zero());
    connection.address = dialer.last_address();
    connection.connected = false;

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
    const bool has_tunnel = !proxy || connection.connected;
    dialer.set_failed(fmt::format("{} {}", ending, has_tunnel ? "the TLS handshake" : "CONNECT"),
                      start);
  }
}

// Does what follows the dial: the proxy's tunnel and the TLS handshake.
void HttpsTransport::State::establish(Socket socket, const WaitLimit& limit, Timing& timing) {
  const auto start = Deadline::clock::now();
  TcpStream tcp(std::move(socket));
  if (proxy) open_tunnel(tcp, *proxy, base_url, limit);
  connection.connected = true;
  if (!base_url.tls) {
    stream = std::make_unique<TcpStream>(std::move(tcp));
    return;
  }
  try {
    auto secured = std::make_unique<TlsStream>(*tls, std::move(tcp), base_url.host, limit);
    connection.tls_version = secured->protocol();
    connection.certificate_end = secured->certificate_end();
    stream = std::move(secured);
  } catch (Error& error) {
    if (proxy) error.message += through_proxy();
    throw;
  }
  timing.tls = time_since(start);
}

Response HttpsTransport::State::exchange(const Request& request, bool is_kept,
                                         const WaitLimit& limit, Timing& timing) {
  std::unique_ptr<ByteStream> used = std::move(stream);  // whatever is thrown closes it
  ReplyFraming reply;
  const auto start = Deadline::clock::now();
  Error failure(ErrorKind::network, "");
  failure.retryable = true;
  try {
    Response response = run_exchange(reply, *used, host, request, limit);
    timing.wait = time_since(start);
    if (reply.keeps_connection()) stream = std::move(used);
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

HttpsTransport::HttpsTransport(const BaseUrl& base_url, Trust trust, std::optional<Proxy> proxy,
                               AddressFamily family)
    : state_(new State{.base_url = base_url,
                       .tls = std::move(trust.context_),
                       .proxy = base_url.tls ? std::move(proxy) : std::nullopt,
                       .family = family}) {}

HttpsTransport::~HttpsTransport() = default;

const std::string& HttpsTransport::origin() const { return state_->origin; }

Response HttpsTransport::send(const Request& request, const WaitLimit& limit, Timing& timing) {
  timing = {};
  State& state = *state_;
  try {
    const bool is_kept = state.stream && state.stream->is_quiet();
    if (!is_kept) state.connect(limit, timing);
    return state.exchange(request, is_kept, limit, timing);
  } catch (Error& error) {
    error.message = fmt::format("{}: {}", state.origin, error.message);
    throw;
  }
}

ConnectionInfo HttpsTransport::connection_info() const { return state_->connection; }

void HttpsTransport::close() { state_->stream.reset(); }

std::string http_library_version() { return CPPHTTPLIB_VERSION; }

std::string tls_library_version() { return OpenSSL_version(OPENSSL_VERSION_STRING); }

}  // namespace coffer
