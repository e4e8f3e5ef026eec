#include "coffer/https_transport.hpp"

#include <fmt/format.h>
#include <httplib.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "framing.hpp"
#include "resolver.hpp"
#include "tls_peer.hpp"
#include "tunnel.hpp"
#include "watchdog.hpp"

namespace coffer {
namespace {

using namespace std::chrono_literals;
using SteadyClock = Deadline::clock;

constexpr std::string_view broken_headers =
    "what came back is no valid HTTP, or has a header line of more than 8 KiB";
constexpr std::string_view broken_body = "the reply's body is broken: malformed chunks";

std::chrono::microseconds between(SteadyClock::time_point start, SteadyClock::time_point end) {
  return std::chrono::duration_cast<std::chrono::microseconds>(end - start);
}

// "10 s", "0.3 s", "40 ms"
std::string time_since(SteadyClock::time_point start) {
  const auto time = between(start, SteadyClock::now());
  if (time < 100ms) return fmt::format("{} ms", time / 1ms + 1);
  const auto tenths = (time.count() + 50'000) / 100'000;
  return tenths % 10 == 0 ? fmt::format("{} s", tenths / 10)
                          : fmt::format("{}.{} s", tenths / 10, tenths % 10);
}

// Whether a kept connection has nothing to say: neither its end nor bytes that nobody asked for.
bool is_quiet(int socket) {
  pollfd state{.fd = socket, .events = POLLIN, .revents = 0};
  return poll(&state, 1, 0) == 0;
}

// A request was about to be sent again by httplib.
struct Repetition {};

// What is kept between requests.
struct Connection {
  Endpoint endpoint;
  std::string origin;
  std::optional<Proxy> proxy;
  TlsPeer peer;  // the client's context refers to it
  std::unique_ptr<httplib::ClientImpl> client;
  Route route;

  httplib::ClientImpl& open();
};

httplib::ClientImpl& Connection::open() {
  if (client) return *client;
  if (endpoint.tls) {
    auto tls_client = std::make_unique<httplib::SSLClient>(endpoint.host, endpoint.port);
    if (!tls_client->is_valid()) {
      throw Error(ErrorKind::tls, fmt::format("{}: the TLS library cannot be set up", origin),
                  "look at OpenSSL's configuration file");
    }
    peer.attach(tls_client->ssl_context());
    // OpenSSL alone verifies, as the peer has told it. Otherwise httplib lets every handshake pass
    // and looks at the certificate afterwards, by rules of its own for host names.
    tls_client->enable_server_certificate_verification(false);
    client = std::move(tls_client);
  } else {
    client = std::make_unique<httplib::ClientImpl>(endpoint.host, endpoint.port);
  }
  client->set_keep_alive(true);
  client->set_follow_location(false);
  client->set_decompress(false);
  client->set_url_encode(false);
  client->set_tcp_nodelay(true);
  return *client;
}

// One request, from the first address to the reply's last byte. Runs on the watchdog's thread.
class Exchange {
 public:
  Exchange(Connection& connection, const Request& request, Deadline deadline, Timing& timing)
      : connection_(connection), request_(request), deadline_(deadline), timing_(timing) {}

  Response run(Watchdog& watchdog);

  Error error(ErrorKind kind, std::string_view why) const;
  Error timeout(std::string_view what) const;

 private:
  std::vector<std::string> addresses();
  void prepare(int socket);
  bool send();
  void follow_handshake(TlsPeer::Handshake stage);
  bool accept_headers(const httplib::Response& reply);
  bool accept_body(const char* data, std::size_t size);
  Error failure() const;
  std::string_view loss() const;
  bool gave_up() const;
  Response take_reply();

  Connection& connection_;
  const Request& request_;
  const Deadline deadline_;
  Timing& timing_;
  const SteadyClock::time_point start_ = SteadyClock::now();
  Watchdog* watchdog_ = nullptr;

  // How far the last `send` got.
  std::string address_;  // empty on a kept connection
  bool has_socket_ = false;
  bool connected_ = false;
  bool headers_arrived_ = false;
  bool ends_with_connection_ = false;
  SteadyClock::time_point stage_start_;
  std::string_view refusal_;  // why the reply was not read to its end
  std::optional<Error> tunnel_failure_;
  std::optional<Error> tls_failure_;
  httplib::Error http_error_ = httplib::Error::Success;
  httplib::Response reply_;
  std::string body_;
};

Response Exchange::run(Watchdog& watchdog) {
  watchdog_ = &watchdog;
  httplib::ClientImpl& client = connection_.open();

  if (client.is_socket_open() != 0) {
    if (is_quiet(client.socket())) {
      watchdog.guard(client.socket(), max_headers);
      if (send()) return take_reply();
      // The peer may have closed it while the request was on its way.
      const bool stale = !headers_arrived_ && !watchdog.expired() && !watchdog.allowance_exceeded();
      if (!stale) throw failure();
    }
    client.stop();
  }

  Route& route = connection_.route = {};
  const std::vector<std::string> all = route.addresses = addresses();
  route.timing.dns = timing_.dns;
  for (std::size_t i = 0;; ++i) {
    const bool last = i + 1 == all.size();
    const auto now = SteadyClock::now();
    const bool shared = connection_.endpoint.tls && !last;
    watchdog.set_limit(shared ? now + (deadline_ - now) / 3 : deadline_);
    address_ = route.address = all[i];
    route.connected = false;
    client.set_hostname_addr_map({{connection_.endpoint.host, address_}});
    if (send()) return take_reply();
    const bool refused = tunnel_failure_ && !tunnel_failure_->retryable;
    const bool hopeless = connected_ || refused || tls_failure_ || watchdog.expired();
    if (last || hopeless) throw failure();
  }
}

std::vector<std::string> Exchange::addresses() {
  const std::optional<Proxy>& proxy = connection_.proxy;
  const std::string& host = proxy ? proxy->host : connection_.endpoint.host;
  if (is_address(host)) return {host};

  const auto start = SteadyClock::now();
  const auto resolution = std::make_shared<Resolution>();
  watchdog_->unstoppable([resolution, name = host] { *resolution = resolve(name); });
  timing_.dns = between(start, SteadyClock::now());
  if (!connection_.endpoint.tls) {
    std::erase_if(resolution->addresses,
                  [](const std::string& address) { return !is_loopback_address(address); });
  }
  if (resolution->addresses.empty()) {
    const std::string why = resolution->failure.empty()
                                ? "the host has no loopback address, and http:// goes nowhere else"
                                : resolution->failure;
    Error failed = error(ErrorKind::network,
                         proxy ? fmt::format("the proxy {}: {}", proxy->origin(), why) : why);
    failed.retryable = resolution->retryable;
    throw failed;
  }
  return std::move(resolution->addresses);
}

// Takes a new socket in hand before it is connected. httplib's own way through a proxy takes no
// refusal for an answer, and sends the proxy's password to the exchange.
void Exchange::prepare(int socket) {
  // Where the peer ends the connection instead of replying, newer versions of httplib connect anew
  // and send the request once more, with its old signature.
  if (std::exchange(has_socket_, true)) {
    close(socket);
    throw Repetition();
  }
  stage_start_ = SteadyClock::now();
  try {
    watchdog_->guard(socket, max_headers);
  } catch (const Error&) {
    close(socket);
    throw;
  }
  if (!connection_.proxy) return;
  tunnel_failure_ =
      open_tunnel(socket, address_, *connection_.proxy, connection_.endpoint, deadline_);
}

// True where a complete reply arrived.
bool Exchange::send() {
  httplib::ClientImpl& client = *connection_.client;
  const bool kept = client.is_socket_open() != 0;
  connected_ = kept;
  has_socket_ = false;
  timing_.connect.reset();
  timing_.tls.reset();
  headers_arrived_ = false;
  ends_with_connection_ = false;
  refusal_ = {};
  tunnel_failure_.reset();
  tls_failure_.reset();
  reply_ = {};
  body_.clear();

  httplib::Request request;
  request.method = name(request_.method);
  request.path = request_.target;
  for (const auto& [key, value] : request_.headers) request.headers.emplace(key, value);
  const std::string& origin = connection_.origin;
  request.headers.emplace("Host", origin.substr(origin.find("://") + 3));
  request.response_handler = [this](const httplib::Response& reply) {
    return accept_headers(reply);
  };
  request.content_receiver = [this](const char* data, std::size_t size, std::uint64_t,
                                    std::uint64_t) { return accept_body(data, size); };

  // The watchdog is earlier.
  const auto patience = std::max(deadline_ - SteadyClock::now(), SteadyClock::duration(0)) + 1s;
  client.set_connection_timeout(patience);
  client.set_read_timeout(patience);
  client.set_write_timeout(patience);
  client.set_socket_options([this](int socket) { prepare(socket); });
  connection_.peer.on_handshake = [this](TlsPeer::Handshake stage) { follow_handshake(stage); };
  connection_.peer.forget_failures();

  stage_start_ = SteadyClock::now();
  http_error_ = httplib::Error::Success;
  bool received = false;
  try {
    received = client.send(request, reply_, http_error_);
  } catch (const Repetition&) {
    // The first time was the only one.
  }
  connection_.peer.on_handshake = nullptr;
  watchdog_->lift_allowance();

  if (!kept && !connection_.endpoint.tls) {
    connected_ = http_error_ != httplib::Error::Connection &&
                 http_error_ != httplib::Error::ConnectionTimeout;
    connection_.route.connected = connected_;
    connection_.route.timing = timing_;
  }
  // What follows a reply must not be taken for the next one.
  if (client.is_socket_open() != 0 && connection_.peer.has_surplus()) client.stop();
  if (!received) tls_failure_ = connection_.peer.failure();
  if (connected_) timing_.wait = between(stage_start_, SteadyClock::now());
  // What the watchdog or the peer has cut can look like a reply that ends with the connection.
  const bool cut = watchdog_->expired() || watchdog_->allowance_exceeded() ||
                   (ends_with_connection_ && connection_.peer.was_cut());
  return received && !cut;
}

void Exchange::follow_handshake(TlsPeer::Handshake stage) {
  if (connected_) return;  // session tickets are handshakes, too
  const auto now = SteadyClock::now();
  auto& duration = stage == TlsPeer::Handshake::begins ? timing_.connect : timing_.tls;
  duration = between(stage_start_, now);
  stage_start_ = now;
  connection_.route.connected = true;
  connection_.route.timing = timing_;
  if (stage == TlsPeer::Handshake::is_done) {
    connected_ = true;
    connection_.route.tls_version = connection_.peer.protocol();
    connection_.route.certificate_end = connection_.peer.certificate_end();
    watchdog_->set_limit(deadline_);
  }
}

bool Exchange::accept_headers(const httplib::Response& reply) {
  headers_arrived_ = true;
  watchdog_->lift_allowance();
  Framing framing;
  for (const auto& [key, value] : reply.headers) framing.add(key, value);
  ends_with_connection_ = framing.ends_with_connection();
  refusal_ = framing.fault();
  return refusal_.empty();
}

bool Exchange::accept_body(const char* data, std::size_t size) {
  if (body_.size() + size > max_body) {
    refusal_ = body_too_long;
    return false;
  }
  body_.append(data, size);
  return true;
}

Error Exchange::error(ErrorKind kind, std::string_view why) const {
  Error result(kind, fmt::format("{}: {}", connection_.origin, why));
  if (headers_arrived_) result.http_status = reply_.status;
  return result;
}

Error Exchange::timeout(std::string_view what) const {
  Error result = error(ErrorKind::network, fmt::format("{} within {}", what, time_since(start_)));
  result.retryable = true;
  return result;
}

// Why the last `send` failed.
Error Exchange::failure() const {
  const std::optional<Proxy>& proxy = connection_.proxy;
  if (!refusal_.empty()) return error(ErrorKind::reply, refusal_);
  if (watchdog_->allowance_exceeded()) return error(ErrorKind::reply, headers_too_long);
  if (tls_failure_) {
    Error result = error(
        tls_failure_->kind,
        proxy ? fmt::format("{} (through the proxy {})", tls_failure_->message, proxy->origin())
              : tls_failure_->message);
    result.hint = tls_failure_->hint;
    return result;
  }
  if (watchdog_->expired()) {
    if (headers_arrived_) return timeout("the reply was not complete");
    if (connected_) return timeout("no reply");
    if (timing_.connect) return timeout("the TLS handshake did not end");
    return timeout(proxy ? fmt::format("no tunnel through the proxy {}", proxy->origin())
                         : "no connection");
  }
  if (tunnel_failure_) {
    Error result = error(tunnel_failure_->kind, tunnel_failure_->message);
    result.hint = tunnel_failure_->hint;
    result.retryable = tunnel_failure_->retryable;
    return result;
  }
  if (http_error_ == httplib::Error::Read && gave_up()) {
    return error(ErrorKind::reply, headers_arrived_ ? broken_body : broken_headers);
  }

  Error result = error(ErrorKind::network, loss());
  result.retryable = true;
  return result;
}

// Whether it was httplib that did not go on reading, rather than the peer that had no more to say.
// Without TLS that is a guess, and of a body none is made.
bool Exchange::gave_up() const {
  if (connection_.endpoint.tls) return !connection_.peer.has_ended();
  return !headers_arrived_ && watchdog_->gave_up();
}

std::string_view Exchange::loss() const {
  if (headers_arrived_) return "the reply was cut short";
  if (connected_) return "the connection was closed before a reply came";
  if (timing_.connect) return "the connection was lost during the TLS handshake";
  if (connection_.proxy) return "the connection to the proxy was lost";
  return connect_failure(address_, connection_.endpoint.port, deadline_ - SteadyClock::now());
}

Response Exchange::take_reply() {
  Response response{.status = reply_.status, .body = std::move(body_), .retry_after = {}};
  const auto retry_after = reply_.headers.find("Retry-After");
  if (retry_after != reply_.headers.end()) response.retry_after = retry_after->second;
  return response;
}

}  // namespace

struct HttpsTransport::State {
  State(const Endpoint& endpoint, TrustStore trust, std::optional<Proxy> proxy)
      : connection{.endpoint = endpoint,
                   .origin = endpoint.origin(),
                   .proxy = endpoint.tls ? std::move(proxy) : std::nullopt,
                   .peer = TlsPeer(endpoint.host, std::move(trust)),
                   .client = nullptr,
                   .route = {}} {}

  Connection connection;
};

HttpsTransport::HttpsTransport(const Endpoint& endpoint, TrustStore trust,
                               std::optional<Proxy> proxy)
    : state_(std::make_unique<State>(endpoint, std::move(trust), std::move(proxy))) {}

HttpsTransport::~HttpsTransport() = default;

const std::string& HttpsTransport::origin() const { return state_->connection.origin; }

Response HttpsTransport::send(const Request& request, Deadline deadline, Timing& timing) {
  timing = {};
  const auto start = SteadyClock::now();
  Exchange exchange(state_->connection, request, deadline, timing);
  Response response;
  const bool ended =
      Watchdog::run(deadline, [&](Watchdog& watchdog) { response = exchange.run(watchdog); });
  if (!ended) {
    timing.dns = between(start, SteadyClock::now());
    throw exchange.timeout(state_->connection.proxy ? "the proxy's name was not resolved"
                                                    : "the host name was not resolved");
  }
  return response;
}

Route HttpsTransport::route() const { return state_->connection.route; }

std::string http_library_version() { return CPPHTTPLIB_VERSION; }

std::string tls_library_version() { return OpenSSL_version(OPENSSL_VERSION_STRING); }

}  // namespace coffer
