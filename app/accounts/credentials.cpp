#include "app/accounts/credentials.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <utility>

#include "coffer/text.hpp"
#include "coffer/utf8.hpp"

namespace coffer::app {

namespace {

// What a text has, if it has one of these there, that no key or secret has at an end.
std::string_view unfit_beginning(std::string_view text) {
  if (text.starts_with(byte_order_mark)) return "a byte order mark";
  for (const char* const quote : {"\"", "'", "`", "\u201c", "\u201d", "\u201e", "\u2018", "\u2019",
                                  "\u201a", "\u00ab", "\u00bb"}) {
    if (text.starts_with(quote)) return "a quote";
  }
  for (const char* const blank : {" ", "\t", "\n", "\r", "\v", "\f", "\u00a0"}) {
    if (text.starts_with(blank)) return "white space";
  }
  return {};
}

std::string_view unfit_end(std::string_view text) {
  for (std::size_t length = 1; length <= std::min<std::size_t>(text.size(), 3); ++length) {
    const std::string_view end = text.substr(text.size() - length);
    if (utf8_length(end) == length) return unfit_beginning(end);
  }
  return {};
}

std::string_view unfit_inside(std::string_view text) {
  if (text.find('\0') != text.npos) return "a NUL";
  if (text.find_first_of("\r\n") != text.npos) return "a line break";
  if (text.find("\u00a0") != text.npos) return "a no-break space";
  const auto is_ascii = [](char byte) { return static_cast<unsigned char>(byte) < 0x80; };
  if (!std::ranges::all_of(text, is_ascii)) return "a character that is not ASCII";
  const auto is_printable = [](char byte) { return byte >= ' ' && byte <= '~'; };
  if (!std::ranges::all_of(text, is_printable)) return "a control character";
  return {};
}

std::string problem(std::string_view subject, std::string_view text) {
  const auto is_blank = [](char byte) { return byte == ' ' || byte == '\t'; };
  if (std::ranges::all_of(text, is_blank)) return fmt::format("{} is empty", subject);
  const auto say = [&](std::string_view where, std::string_view what) {
    return fmt::format("{} {} {}", subject, where, what);
  };
  if (const auto what = unfit_beginning(text); !what.empty()) return say("begins with", what);
  if (const auto what = unfit_end(text); !what.empty()) return say("ends with", what);
  if (const auto what = unfit_inside(text); !what.empty()) return say("holds", what);
  return {};
}

}  // namespace

std::string key_problem(std::string_view key) {
  std::string found = problem("the API key", key);
  if (found.empty() && key.find(' ') != key.npos) found = "the API key holds a blank";
  return found;
}

std::string secret_problem(std::string_view secret) { return problem("the secret", secret); }

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

bool may_be_wrong_encoding(const Error& error) {
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
