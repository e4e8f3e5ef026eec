#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "coffer/wait.hpp"

namespace coffer {

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
  std::optional<std::string> retry_after;  // the headers' text as it came
  std::optional<std::string> location;

  // When the request's last byte was written and the reply's first one came.
  std::chrono::steady_clock::time_point sent;
  std::chrono::steady_clock::time_point first_byte;
};

// Which addresses of a host are dialed.
enum class AddressFamily { any, ipv4, ipv6 };

// One address that was dialed, and how that ended.
struct DialAttempt {
  std::string address;     // numeric
  bool connected = false;  // by TCP
  std::string ending;      // "connected", "refused", "no answer", "no TLS handshake", ...
  std::chrono::microseconds duration{0};
};

// "192.0.2.1 refused", "2001:db8::1 no answer in 10 s"
std::string summary(const DialAttempt& attempt);

// "40 ms", "0.3 s", "10 s", "45 minutes", "13 years": in the unit that people would use. Rounded up
// below 100 ms.
std::string duration_text(std::chrono::microseconds duration);

// How long each part of a request took; none where it did not take place, as on a kept connection.
struct Timing {
  std::optional<std::chrono::microseconds> dns;
  std::optional<std::chrono::microseconds> connect;  // from the first address dialed
  std::optional<std::chrono::microseconds> tls;      // of a proxy, with its answer
  std::optional<std::chrono::microseconds>
      wait;  // from the request's first byte to the reply's last

  std::vector<DialAttempt> dialed;  // in the order in which they began

  // The peer ended a kept connection before a byte of the reply came. The same request, signed
  // afresh, goes over a new one.
  bool was_stale = false;
};

// What the connection that was made last, or tried, has shown.
struct ConnectionInfo {
  std::vector<std::string> addresses;  // of the exchange, or of the proxy; numeric
  std::string address;                 // the one that answered last; empty where none did
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
  // Throws Error{network} where no complete reply arrived by the deadline or the system has no
  // thread or descriptor left (`retryable` where another try may help), Error{tls} where the peer
  // could not be trusted or the TLS library's own configuration leaves it without TLS (then no byte
  // of the request was sent), Error{reply} where the reply broke HTTP or a limit: 16 MiB of body,
  // 1 MiB of chunk sizes in lines of 8 KiB, 100 header lines of 8 KiB, a status line of 1 KiB, a
  // Content-Encoding, contradictory lengths. Throws Interrupted.
  virtual Response send(const Request& request, const WaitLimit& limit, Timing& timing) = 0;

  // As far as the requests so far got; empty where there is nothing to tell.
  virtual ConnectionInfo connection_info() const { return {}; }

  // Closes the connection that is kept, if there is one.
  virtual void close() {}
};

}  // namespace coffer
