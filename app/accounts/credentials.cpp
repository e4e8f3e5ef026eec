#include "app/accounts/credentials.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "coffer/text.hpp"

namespace coffer::app {

std::string_view key_problem(std::string_view key) {
  const auto fits_header = [](char byte) { return byte > ' ' && byte <= '~'; };
  if (!key.empty() && std::ranges::all_of(key, fits_header)) return {};
  return "not an API key: it must be printable ASCII without spaces";
}

std::string_view secret_problem(std::string_view secret) {
  const auto is_blank = [](char byte) { return byte == ' ' || byte == '\t'; };
  if (std::ranges::all_of(secret, is_blank)) return "the secret is empty";
  if (secret.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos) return {};
  return "the secret has a line break or a NUL inside";
}

std::optional<SecretEncoding> to_encoding(std::string_view text) {
  if (text == "raw") return SecretEncoding::raw;
  if (text == "base64") return SecretEncoding::base64;
  return std::nullopt;
}

std::optional<int> to_group(std::int64_t number) {
  if (number < 0 || number > std::numeric_limits<int>::max()) return std::nullopt;
  return static_cast<int>(number);
}

std::optional<int> to_group(std::string_view text) {
  const auto number = parse_integer<std::int64_t>(text);
  return number ? to_group(*number) : std::nullopt;
}

std::string_view name(SecretEncoding encoding) {
  return encoding == SecretEncoding::raw ? "raw" : "base64";
}

bool may_be_encoding(const Error& error) {
  constexpr int authentication_failed = 200001;
  constexpr int key_failure = 2100;
  return error.kind == ErrorKind::config ||
         (error.kind == ErrorKind::auth &&
          (!error.code || error.code == authentication_failed || error.code == key_failure));
}

void fail_config(std::string message, std::string hint) {
  throw Error(ErrorKind::config, std::move(message), std::move(hint));
}

}  // namespace coffer::app
