#pragma once

#include <memory>
#include <string>

namespace coffer {

class TlsContext;

// The certificates that are trusted. With both names empty, the system's: the hashed directory
// first, and the bundle for an issuer that is not found there. Otherwise these and no others.
struct TrustStore {
  std::string file;       // the name of `content`, for messages
  std::string directory;  // hashed by subject, as `openssl rehash` makes it; several, joined by ':'
  std::string content = {};  // PEM certificates
};

// A trust store in use: loaded when the first TLS connection needs it, and shared by transports,
// also on several threads.
using Trust = std::shared_ptr<TlsContext>;

Trust trust_in(TrustStore store);

}  // namespace coffer
