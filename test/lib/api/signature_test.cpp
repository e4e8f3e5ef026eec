#include "coffer/signature.hpp"

#include <chrono>
#include <string>
#include <utility>

#include "test/catch.hpp"
#include "test/support/errors.hpp"

namespace coffer {
namespace {

using std::chrono::milliseconds;

// The secret of the exchange's documentation. It is base64 by chance.
constexpr const char* documented =
    "hV8FgjyJtpvVeAcMAgzgAFQCN36wmbWuN7o3WPcYcYhFd8qvE43gzFGVsFcCqMNk";

std::string sign_with(std::string secret, SecretEncoding encoding, milliseconds timestamp,
                      std::string_view api_path) {
  return sign(Secret(std::move(secret)), encoding, timestamp, api_path);
}

Error refusal(std::string secret, SecretEncoding encoding) {
  return test::error_of(
      [&] { sign_with(std::move(secret), encoding, milliseconds(1), "balance"); });
}

}  // namespace

TEST_CASE("the prehash joins timestamp and path by a plus sign") {
  CHECK(prehash(milliseconds(1562952827927), "margin/risk") == "1562952827927+margin/risk");
}

TEST_CASE("a raw secret signs as the exchange documents") {
  const auto raw = SecretEncoding::raw;
  CHECK(sign_with(documented, raw, milliseconds(1608133910000), "info") ==
        "/pwaAgWZQ1Xd/J4yZ4ReHSPQxd3ORP/YR8TvAttqqYM=");
  CHECK(sign_with(documented, raw, milliseconds(1562952827927), "user/info") ==
        "vBZf8OQuiTJIVbNpNHGY3zcUsK5gJpwb5lgCgarpxYI=");
}

// printf %s '0+balance' | openssl dgst -sha256 -mac HMAC -macopt hexkey:HEX -binary | base64
TEST_CASE("a base64 secret signs as openssl does with the decoded key") {
  const auto base64 = SecretEncoding::base64;
  CHECK(sign_with(documented, base64, milliseconds(1608133910000), "info") ==
        "iT09ogK94xN6wScfMs0CXbE4jsYkQJpJ5egMfIo1U4I=");
  CHECK(sign_with(documented, base64, milliseconds(0), "balance") ==
        "dk9JVX95vklgKBfQwSAcAglQc7vw1UJFFv6XJVI5sxM=");
  CHECK(sign_with("QQ==", base64, milliseconds(1700000000123), "balance") ==
        "JK5nIr5RKWhtAT8XrwijrtM26cvRE3vOxX4vU7V5wMY=");
  CHECK(sign_with("QUI=", base64, milliseconds(1700000000123), "balance") ==
        "mCfXEIz8nGoUORSMfdWvolI8xQ3ABc90CnhBP0RWuDQ=");
  CHECK(sign_with("QUJD", base64, milliseconds(1700000000123), "balance") ==
        "DJyiMCX1QtxhG/TTlVGpBXLvVCgoEpXCPQS6FH5FXyA=");
}

TEST_CASE("an empty secret cannot sign") {
  CHECK(refusal("", SecretEncoding::raw).kind == ErrorKind::config);
  CHECK(refusal("", SecretEncoding::base64).kind == ErrorKind::config);
}

TEST_CASE("text that is not strictly base64 is refused where it is said to be") {
  const auto text =
      GENERATE(as<std::string>{}, "QUJ", "QUJDR", "QUJD\n", " QUJD", "QU JD", "QUI=QUJD",
               "Q===", "====", "QUJ-", "QUJ_", "QQ=", "QQ", "QR==", "QQ==\n", "=QQ=", "QUI==");
  CAPTURE(text);
  CHECK(refusal(text, SecretEncoding::base64).kind == ErrorKind::config);
  CHECK(sign_with(text, SecretEncoding::raw, milliseconds(1), "balance").size() == 44);
}

TEST_CASE("a refusal does not repeat the secret") {
  const Error error = refusal("canary-secret!", SecretEncoding::base64);
  CHECK((error.message + error.hint).find("canary") == std::string::npos);
}

}  // namespace coffer
