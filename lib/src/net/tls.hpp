#pragma once

#include <openssl/types.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "byte_stream.hpp"
#include "ca_certificates.hpp"
#include "coffer/error.hpp"
#include "coffer/https_transport.hpp"

namespace coffer {

// What TLS connections have in common: OpenSSL's context, made when the first of them needs it, and
// the certificates that are trusted. Used from any thread.
class TlsContext {
 public:
  explicit TlsContext(TrustStore trust) : certificates_(std::move(trust)) {}

  // Demands TLS 1.2, or more where OpenSSL's configuration does. Throws Error{tls} where that
  // leaves no TLS.
  SSL_CTX* get();

  const CaCertificates& certificates() const { return certificates_; }

  // The versions that are acceptable: "TLS 1.2 or newer".
  const std::string& versions() const { return versions_; }

 private:
  std::once_flag once_;
  CaCertificates certificates_;
  std::string versions_;
  std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context_{nullptr, nullptr};
};

// TLS over a TCP connection.
//
// Beside what ByteStream tells, `read` and `write` throw Error{tls} with the bare reason.
class TlsStream final : public ByteStream {
 public:
  // Does the handshake with `host`, a name or an address without brackets: it succeeds only with a
  // trusted, current certificate whose alternative names hold the host. Nothing turns that off.
  // Throws as `read` does. The context must outlive the stream.
  TlsStream(TlsContext& context, TcpStream tcp, const std::string& host, const WaitLimit& limit);
  ~TlsStream() override;
  TlsStream(const TlsStream&) = delete;
  TlsStream& operator=(const TlsStream&) = delete;

  std::size_t read(char* data, std::size_t size, const WaitLimit& limit) override;
  void write(std::string_view data, const WaitLimit& limit) override;
  bool is_quiet() override;

  // The version, "TLS 1.3", and when the peer's certificate becomes invalid.
  std::string protocol() const;
  std::optional<std::chrono::sys_seconds> certificate_end() const;

 private:
  static int verify(int valid, X509_STORE_CTX* verification);
  Error certificate_error(X509_STORE_CTX* verification) const;
  template <class Call>
  int run(Call call, const WaitLimit& limit);
  Error failure(unsigned long error) const;

  TlsContext& context_;
  TcpStream tcp_;
  std::string host_;
  std::unique_ptr<SSL, void (*)(SSL*)> connection_;
  std::optional<Error> distrust_;
};

}  // namespace coffer
