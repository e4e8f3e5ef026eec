#pragma once

#include <memory>
#include <optional>
#include <string>

#include "coffer/endpoint.hpp"
#include "coffer/proxy.hpp"
#include "coffer/transport.hpp"

namespace coffer {

// The certificates that are trusted. With both empty, the system's: the hashed directory first, and
// the bundle for an issuer that is not found there. Otherwise these and no others.
struct TrustStore {
  std::string file;       // PEM certificates
  std::string directory;  // hashed by subject, as `openssl rehash` makes it; several, joined by ':'
};

// HTTP/1.1 over TLS or, to a loopback endpoint, over plain TCP. TLS is 1.2 or newer, or what
// OpenSSL's configuration allows of that.
//
// The chain, the dates and the host name (subject alternative names only) are verified, and nothing
// turns that off. Redirects are not followed, bodies not decompressed. One connection is kept and
// reused. The first request makes the first use of OpenSSL and the network.
//
// With a proxy, TLS is spoken with the exchange, inside a tunnel that the proxy opens; the proxy
// resolves the exchange's name and learns nothing else. A proxy that does not open it is an
// Error{network} that names the proxy. An endpoint without TLS is reached directly.
//
// Each request runs on a thread of its own while the caller watches the deadline, so the deadline
// holds in every phase, name resolution included. Signals are blocked on that thread and left
// alone elsewhere.
class HttpsTransport final : public Transport {
 public:
  HttpsTransport(const Endpoint& endpoint, TrustStore trust, std::optional<Proxy> proxy = {});
  ~HttpsTransport() override;
  HttpsTransport(const HttpsTransport&) = delete;
  HttpsTransport& operator=(const HttpsTransport&) = delete;

  const std::string& origin() const override;
  Response send(const Request& request, Deadline deadline, Timing& timing) override;
  Route route() const override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The versions of cpp-httplib and of OpenSSL. Neither call initialises the library.
std::string http_library_version();
std::string tls_library_version();

}  // namespace coffer
