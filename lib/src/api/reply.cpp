#include "api/reply.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <iterator>
#include <string>
#include <utility>

#include "coffer/text.hpp"
#include "coffer/utf8.hpp"

namespace coffer {
namespace {

constexpr std::size_t max_shown = 256;

// The exchange's explanations are welcome, not required.
std::string_view read_explanation(JsonReader& json) {
  if (json.type() != JsonReader::Type::string) return {};
  return cut_to(json.string(), max_shown);
}

struct Meaning {
  std::int64_t first, last;  // codes
  ErrorKind kind;
  std::string_view what;
  std::string_view hint = "";
};

constexpr std::string_view refused_key = "the exchange refused the key";
constexpr std::string_view refused_request = "the exchange refused the request";
constexpr std::string_view refused_timestamp = "the exchange refused the timestamp";
constexpr std::string_view broken = "the exchange cannot answer now";
constexpr std::string_view check_encoding = "check the key and its secret encoding (raw or base64)";

using enum ErrorKind;

// Of the codes that are documented, or on record elsewhere; the first that fits.
constexpr Meaning meanings[] = {
    {2100, 2100, auth, refused_key, check_encoding},
    {100009, 100009, auth, refused_key},
    {100011, 100011, auth, refused_timestamp, clock_hint},
    {100001, 100013, rejected, refused_request},
    {100101, 100101, unavailable, broken},
    {150001, 150001, rejected, refused_request},
    {200001, 200001, auth, refused_key, check_encoding},
    {200002, 200002, auth, refused_key, "stop retrying: the exchange counts failed attempts"},
    {200003, 200014, auth, refused_key},
    {200015, 200015, auth, refused_key,
     "give the key the missing permission on the exchange's website"},
    {310002, 310002, rejected, refused_request, "this account has no margin account"},
    {310001, 310005, rejected, refused_request},
    {510001, 510001, unavailable, broken},
    {900001, 900001, unavailable, "the exchange asks for a login in a browser",
     "log in with a browser, then try again"},
};

const Meaning* meaning_of(std::int64_t code) {
  const auto* const found = std::ranges::find_if(
      meanings, [&](const Meaning& row) { return row.first <= code && code <= row.last; });
  return found == std::end(meanings) ? nullptr : found;
}

// "WHAT: REASON (code 4711): message"
Error explained(Error error, const Envelope& envelope) {
  error.message += envelope.reason.empty()
                       ? fmt::format(": code {}", *envelope.code)
                       : fmt::format(": {} (code {})", envelope.reason, *envelope.code);
  if (!envelope.message.empty()) error.message += fmt::format(": {}", envelope.message);
  error.code = envelope.code;
  error.reason = envelope.reason;
  return error;
}

// What a status other than 200 means by itself.
Error by_status(int status, bool is_json) {
  const std::string what = fmt::format("HTTP {}{}", status, is_json ? "" : ", not JSON");
  if (status == 511) {
    return {network,
            what + ": the network in between asks for a login; the exchange was not reached",
            "log in to this network with a browser, then try again"};
  }
  if (status == 429 || status >= 500) {
    Error error(unavailable,
                what + (status == 429 ? ": too many requests" : ": the exchange is down or busy"));
    error.retryable = true;
    return error;
  }
  if (status >= 300 && status < 400) {
    return {reply, fmt::format("HTTP {}, a redirect, which signed requests do not follow", status),
            "check the base URL"};
  }
  if (status < 400) {
    return {reply, fmt::format("HTTP {}, expected 200", status)};
  }
  if (is_json && (status == 401 || status == 403)) return {auth, what};
  if (status == 403) {
    return {rejected, what + ": blocked before it reached the API",
            "the exchange may block this network address or region"};
  }
  return {rejected, what, is_json ? "" : "check the base URL: this is not the exchange's API"};
}

constexpr std::size_t least_hidden = 8;

// What stands for a character in base64url, or in a query that was decoded.
std::string_view other_spellings(char character) {
  return character == '+' ? " -" : character == '/' ? "_" : "";
}

bool is_hex_of(std::string_view digits, char character) {
  constexpr std::string_view hex = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(character);
  return digits.size() == 2 && to_lower(digits[0]) == hex[byte >> 4U] &&
         to_lower(digits[1]) == hex[byte & 0xFU];
}

// How much of the beginning of the text stands for this character; 0: it does not.
std::size_t length_of(std::string_view text, char character) {
  if (text.starts_with(character)) return 1;
  for (const std::string_view prefix : {"%", "%25", "\\u00", "\\\\u00"}) {
    if (text.starts_with(prefix) && is_hex_of(text.substr(prefix.size(), 2), character))
      return prefix.size() + 2;
  }
  for (const std::string_view escape : {"\\", "\\\\"}) {
    if (text.starts_with(escape) && text.substr(escape.size()).starts_with(character))
      return escape.size() + 1;
  }
  const std::string_view others = other_spellings(character);
  return !text.empty() && others.find(text.front()) != others.npos ? 1 : 0;
}

// How much of the beginning of the text is the hidden text; 0: it is not.
std::size_t length_of(std::string_view text, std::string_view hidden) {
  std::size_t size = 0;
  for (const char character : hidden) {
    const std::size_t length = length_of(text.substr(size), character);
    if (length == 0) return character == '=' ? size : 0;
    size += length;
  }
  return size;
}

}  // namespace

Envelope read_envelope(JsonReader& json) {
  Envelope envelope;
  std::string_view info;
  json.each_member([&](std::string_view key) {
    if (key == "code") {
      envelope.code = json.integer();
    } else if (key == "reason") {
      envelope.reason = read_explanation(json);
    } else if (key == "message") {
      envelope.message = read_explanation(json);
    } else if (key == "info") {
      info = read_explanation(json);
    } else if (key == "data") {
      envelope.data = json.mark();
    }
  });
  if (envelope.message.empty()) envelope.message = info;
  return envelope;
}

Error failure(const Envelope& envelope) {
  const Meaning* const meaning = meaning_of(*envelope.code);
  if (meaning == nullptr) return explained({rejected, std::string(refused_request)}, envelope);
  Error error(meaning->kind, std::string(meaning->what), std::string(meaning->hint));
  error.retryable = meaning->what == broken;
  return explained(std::move(error), envelope);
}

Error refusal(int status, std::string body) {
  bool is_json = false;
  try {
    JsonReader reader(body, {});
    is_json = true;
    const Envelope envelope = read_envelope(reader);
    if (envelope.code.value_or(0) != 0) {
      const bool speaks_for_itself =
          status == 401 || status == 403 || status == 429 || status >= 500;
      if (!speaks_for_itself || meaning_of(*envelope.code) != nullptr) return failure(envelope);
      return explained(by_status(status, is_json), envelope);
    }
  } catch (const Error&) {
    // no envelope: the status speaks for itself
  }
  return by_status(status, is_json);
}

std::optional<std::chrono::seconds> parse_retry_after(const std::string& text, Time now) {
  using std::chrono::seconds;
  constexpr seconds longest = std::chrono::years(10);
  if (is_all_digits(text)) {
    const auto value = parse_integer<seconds::rep>(text);
    return value ? std::min(seconds(*value), longest) : longest;
  }
  std::tm parts{};
  const char* const end = ::strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  if (end != text.c_str() + text.size()) return std::nullopt;
  const Time date{seconds(::timegm(&parts))};
  return std::clamp(std::chrono::ceil<seconds>(date - now), seconds(0), longest);
}

void mask_all(std::string& text, std::string_view hidden, std::string_view mask) {
  if (hidden.size() < least_hidden) return;
  std::array<bool, 256> may_begin{};
  for (const char first : fmt::format("{}%\\{}", hidden[0], other_spellings(hidden[0])))
    may_begin[static_cast<unsigned char>(first)] = true;
  std::size_t kept = 0;
  for (std::size_t at = 0; at < text.size();) {
    const bool begins = may_begin[static_cast<unsigned char>(text[at])];
    const std::size_t length = begins ? length_of(std::string_view(text).substr(at), hidden) : 0;
    if (length >= mask.size()) {
      kept += mask.copy(text.data() + kept, mask.size());
      at += length;
    } else {
      text[kept++] = text[at++];
    }
  }
  text.resize(kept);
}

}  // namespace coffer
