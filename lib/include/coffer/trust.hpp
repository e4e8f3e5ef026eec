#pragma once

#include <memory>
#include <string>

namespace coffer {

class TlsContext;

// The certificates that are trusted. With both empty, the system's: the hashed directory first, and
// the bundle for an issuer that is not found there. Otherwise these and no others.
struct TrustStore {
  std::string file;       // PEM certificates
  std::string directory;  // hashed by subject, as `openssl rehash` makes it; several, joined by ':'
  std::string content = {};  // the file's, where it can be read but once; the name is for messages
};

// A trust store in use: loaded when the first TLS connection needs it, and shared by the transports
// that are made with copies of it, also on several threads.
class Trust {
 public:
  Trust(TrustStore store = {});  // NOLINT(google-explicit-constructor): one is as good

 private:
  friend class HttpsTransport;
  std::shared_ptr<TlsContext> context_;
};

}  // namespace coffer
