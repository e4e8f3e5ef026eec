#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace coffer {

// A point in time after which nobody waits any longer.
using Deadline = std::chrono::steady_clock::time_point;

enum class Method { get, post };

// The method as it stands in a request line: "GET", "POST".
constexpr std::string_view name(Method method) { return method == Method::get ? "GET" : "POST"; }

struct Request {
  Method method = Method::get;
  std::string target;  // path and query, encoded: "/6/api/pro/v1/cash/balance?asset=BTC"
  std::vector<std::pair<std::string, std::string>> headers;
};

struct Response {
  int status = 0;
  std::string body;
  std::optional<std::string> retry_after;  // the header's text as it came
};

// How long each part of a request took; none where it did not take place, as on a kept connection.
struct Timing {
  std::optional<std::chrono::microseconds> dns;
  std::optional<std::chrono::microseconds> connect;  // without TLS a part of `wait`
  std::optional<std::chrono::microseconds> tls;
  std::optional<std::chrono::microseconds>
      wait;  // from the request's first byte to the reply's last
};

// What the connection that was used last, or tried, has shown of the way to the exchange.
struct Route {
  std::vector<std::string> addresses;  // of the exchange, or of the proxy; numeric
  std::string address;                 // the one that was tried last
  bool connected = false;              // to the exchange, through the proxy where there is one
  std::string tls_version;             // "TLS 1.3"; empty where no handshake has ended
  std::optional<std::chrono::sys_seconds> certificate_end;
  Timing timing;  // without `wait`
};

// Carries requests to one exchange. Implementations keep their connection between requests. Used
// from one thread at a time.
class Transport {
 public:
  virtual ~Transport() = default;

  // The base URL that requests go to, as it may be shown: "https://ascendex.com".
  virtual const std::string& origin() const = 0;

  // Sends the request once and returns whatever complete reply comes, of any status. Fills `timing`
  // as far as it got, also when it throws.
  //
  // Throws Error{network} where no complete reply arrived by the deadline (`retryable` where
  // another try may help), Error{tls} where the peer could not be trusted or the TLS library's own
  // configuration leaves it without TLS (then no byte of the request was sent), Error{reply} where
  // the reply broke HTTP or a limit: 16 MiB of body, 1 MiB of headers and what the HTTP library
  // takes of them, a Content-Encoding, contradictory lengths, Error{internal} where the system has
  // no thread or no descriptor left.
  virtual Response send(const Request& request, Deadline deadline, Timing& timing) = 0;

  // As far as the requests so far got; nothing where there is no way to speak of.
  virtual Route route() const { return {}; }
};

}  // namespace coffer
