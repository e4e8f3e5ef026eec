#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "coffer/secret.hpp"

namespace coffer {

// How a secret becomes the HMAC key. The exchange's documentation uses the secret's bytes as they
// are; keys made for its demo client need them base64-decoded first. Nothing about a secret tells
// which, so the user does.
enum class SecretEncoding { raw, base64 };

struct Credentials {
  std::string api_key;  // printable ASCII
  Secret secret;
  SecretEncoding encoding = SecretEncoding::raw;
};

// The text that is signed: "<timestamp>+<api_path>".
std::string prehash(std::chrono::milliseconds timestamp, std::string_view api_path);

// The value of the x-auth-signature header: base64(HMAC-SHA256(key, prehash)).
// Reads no clock, so equal arguments give equal text.
//
// `timestamp` is the time since the Unix epoch and must be the very value sent in
// x-auth-timestamp. `api_path` is the documented signing path ("balance"), not the URL's path.
//
// Throws Error{config} if the secret is empty, or is not base64 where the
// encoding says so, and Error{internal} if OpenSSL offers no HMAC-SHA256.
std::string sign(const Secret& secret, SecretEncoding encoding, std::chrono::milliseconds timestamp,
                 std::string_view api_path);

}  // namespace coffer
