#pragma once

#include <openssl/types.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "coffer/error.hpp"
#include "coffer/https_transport.hpp"
#include "trust_store.hpp"

namespace coffer {

// Whom a TLS connection must reach, and what went wrong where it did not.
class TlsPeer {
 public:
  enum class Handshake { begins, is_done };

  // `host` is a name or an address without brackets.
  TlsPeer(std::string host, TrustStore trust);
  TlsPeer(const TlsPeer&) = delete;
  TlsPeer& operator=(const TlsPeer&) = delete;

  // Makes a context demand TLS 1.2, or more where OpenSSL's configuration does, and a trusted,
  // current certificate whose alternative names hold the host, and end any other handshake. The
  // peer must outlive the context. Throws Error{internal} where OpenSSL takes no such host.
  void attach(SSL_CTX* context);

  // Called in the course of each handshake, on its thread.
  std::function<void(Handshake)> on_handshake;

  // Of the connection made last, which must still be open and have ended its handshake: the
  // version, "TLS 1.3", and when the certificate becomes invalid.
  std::string protocol() const;
  std::optional<std::chrono::sys_seconds> certificate_end() const;

  // Forgets earlier failures, OpenSSL's of this thread included.
  void forget_failures();

  // Error{tls} where, since then, the certificate was refused or the peer did not speak acceptable
  // TLS. Nothing where the connection was just lost. The message is the bare reason.
  std::optional<Error> failure() const;

  // Whether, since then, the peer ended the connection without the notice that TLS demands, so that
  // what seems to be the end may be a cut.
  bool was_cut() const;

  // Whether, since then, the end of a connection has been read: by that notice, by a cut or by a
  // reset. Where it has not, a reply that cannot be read is the reply's fault.
  bool has_ended() const { return has_ended_; }

  // Whether the connection made last, which must still be open, holds bytes that nobody has read.
  bool has_surplus() const;

 private:
  static void watch_connection(const SSL* connection, int where, int result);
  static int watch_verification(int valid, X509_STORE_CTX* verification);
  Error distrust(X509_STORE_CTX* verification) const;

  std::string host_;
  bool host_is_address_ = false;
  TrustLoader trust_;
  std::string versions_;  // that are acceptable: "TLS 1.2 or newer"
  const SSL* connection_ = nullptr;
  std::optional<Error> distrust_;
  bool has_ended_ = false;
};

}  // namespace coffer
