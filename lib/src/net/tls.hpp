#pragma once

#include <openssl/types.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "coffer/error.hpp"
#include "coffer/trust.hpp"
#include "socket.hpp"

namespace coffer {

// What TLS connections have in common: OpenSSL's context, made when the first of them needs it, and
// the certificates that are trusted. Used from any thread.
class TlsContext {
 public:
  explicit TlsContext(TrustStore trust) : trust_(std::move(trust)) {}

  // Demands TLS 1.2, or more where OpenSSL's configuration does. A directory of certificates is
  // asked for just the issuer that is needed, and a file is read once it is not found there, since
  // that takes long. Throws Error{tls} where the configuration leaves no TLS.
  SSL_CTX* get();

  const TrustStore& trust() const { return trust_; }

 private:
  static int find_issuer(X509** issuer, X509_STORE_CTX* verification, X509* certificate);

  std::once_flag once_;
  std::once_flag file_once_;
  const TrustStore trust_;
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
  TlsStream(TlsContext& context, TcpStream tcp, std::string host, const WaitLimit& limit);
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
  template <class Call>
  int run(Call call, const WaitLimit& limit);
  void send_pending(const WaitLimit& limit);
  void receive(const WaitLimit& limit);

  const TrustStore& trust_;
  TcpStream tcp_;
  std::string host_;
  std::unique_ptr<SSL, void (*)(SSL*)> connection_;  // over buffers in memory
  std::optional<Error> distrust_;
  bool is_established_ = false;  // the handshake is over
};

}  // namespace coffer
