#pragma once

#include <openssl/types.h>

#include <memory>
#include <mutex>
#include <string>

#include "coffer/trust.hpp"

namespace coffer {

// The certificates that a context trusts. A directory is asked for just the issuer that is needed.
// A short file is read at once, for an issuer may have a namesake in the directory; a long one, as
// the system's, takes long to parse and is read when an issuer is not found there.
class CaCertificates {
 public:
  explicit CaCertificates(TrustStore trust);

  // Adds the lookups to the context's store. Must outlive the context, whose connections may be
  // made on several threads.
  void add_to(SSL_CTX* context);

  // Whether the user named the certificates, instead of leaving that to the system.
  bool is_explicit() const { return explicit_; }

  // Where they are looked for: "/usr/lib/ssl/certs, /etc/ssl/certs/ca-certificates.crt".
  std::string places() const;

  // The file that was read and held no readable certificate; empty where there is none.
  const std::string& unreadable_file() const { return unreadable_file_; }

 private:
  void load_file(X509_STORE* store);
  static int find(X509_LOOKUP* lookup, int type, const X509_NAME* name, X509_OBJECT* result);

  bool explicit_;
  TrustStore trust_;
  std::mutex mutex_;  // of the next member
  bool file_loaded_ = false;
  std::string unreadable_file_;
  std::unique_ptr<X509_LOOKUP_METHOD, void (*)(X509_LOOKUP_METHOD*)> file_lookup_;
};

}  // namespace coffer
