#include "coffer/signature.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <cstddef>
#include <utility>

#include "coffer/error.hpp"
#include "model/memory.hpp"
#include "text/base64.hpp"

namespace coffer {
namespace {

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

Secret decoded(std::string_view text) {
  std::string data(text.size() / 4 * 3 + 3, '\0');
  const int length = EVP_DecodeBlock(bytes(data), bytes(text), static_cast<int>(text.size()));
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
  if (length >= 3) data.resize(static_cast<std::size_t>(length) - padding);
  Secret key(std::move(data));

  // OpenSSL tolerates white space and misplaced padding: only text that encoding gives back is
  // base64.
  const Secret again(base64(key.reveal()));
  if (length < 3 || again.reveal() != text) {
    throw Error(ErrorKind::config, "API secret: not base64, as its encoding says",
                "set the secret encoding to raw, or copy the secret again");
  }
  return key;
}

std::string hmac_sha256(std::string_view key, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes(text), text.size(),
           digest.data(), &length) == nullptr) {
    require_memory();
    throw Error(ErrorKind::internal, "signature: OpenSSL offers no HMAC-SHA256");
  }
  return {digest.begin(), digest.begin() + length};
}

}  // namespace

std::string prehash(std::chrono::milliseconds timestamp, std::string_view api_path) {
  return fmt::format("{}+{}", timestamp.count(), api_path);
}

std::string sign(const Secret& secret, SecretEncoding encoding, std::chrono::milliseconds timestamp,
                 std::string_view api_path) {
  if (secret.empty()) throw Error(ErrorKind::config, "API secret: empty");

  const std::string text = prehash(timestamp, api_path);
  if (encoding == SecretEncoding::raw) return base64(hmac_sha256(secret.reveal(), text));
  return base64(hmac_sha256(decoded(secret.reveal()).reveal(), text));
}

}  // namespace coffer
