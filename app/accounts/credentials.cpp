#include "app/accounts/credentials.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "coffer/text.hpp"

namespace coffer::app {

namespace {

// What no key or secret has at an end.
using Marks = std::span<const std::string_view>;
constexpr std::array byte_order_marks{byte_order_mark};
constexpr std::array<std::string_view, 10> quotes{"\"",     "'",      "`",      "\u201c", "\u201d",
                                                  "\u201e", "\u2018", "\u2019", "\u00ab", "\u00bb"};
constexpr std::array<std::string_view, 7> white_space{" ", "\t", "\n", "\r", "\v", "\f", "\u00a0"};

std::string problem(std::string_view subject, std::string_view text) {
  if (text.find_first_not_of(" \t") == text.npos) return fmt::format("{} is empty", subject);
  for (const auto& [what, marks] :
       {std::pair("a byte order mark", Marks(byte_order_marks)),
        std::pair("a quote", Marks(quotes)), std::pair("white space", Marks(white_space))}) {
    for (const std::string_view mark : marks) {
      if (text.starts_with(mark)) return fmt::format("{} begins with {}", subject, what);
      if (text.ends_with(mark)) return fmt::format("{} ends with {}", subject, what);
    }
  }
  const auto is_printable = [](char byte) { return byte >= ' ' && byte <= '~'; };
  const auto unfit = std::ranges::find_if_not(text, is_printable);
  if (unfit == text.end()) return {};
  const bool is_ascii = static_cast<unsigned char>(*unfit) < 0x80;
  const bool ends_line = *unfit == '\n' || *unfit == '\r';
  return fmt::format("{} holds {}", subject,
                     ends_line  ? "a line break"
                     : is_ascii ? "a control character"
                                : "a character that is not ASCII");
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

std::optional<int> to_group(std::string_view text) {
  const auto number = parse_integer<int>(text);
  return number && *number >= 0 ? number : std::nullopt;
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
