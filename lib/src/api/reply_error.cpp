#include "api/reply_error.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "coffer/utf8.hpp"

namespace coffer {
namespace {

constexpr std::size_t max_shown = 256;

// The exchange's explanations are welcome, not required.
std::string_view read_explanation(JsonReader& json) {
  if (json.type() == JsonReader::Type::string) return cut_to(json.string(), max_shown);
  json.skip();
  return {};
}

struct Meaning {
  ErrorKind kind;
  std::string_view what;
  std::string_view hint;
};

Meaning meaning_of(std::int64_t code) {
  constexpr std::string_view refused_key = "the exchange refused the key";
  constexpr std::string_view refused_request = "the exchange refused the request";
  constexpr std::string_view broken = "the exchange cannot answer now";
  switch (code) {
    case 100009:
      return {ErrorKind::auth, refused_key, ""};
    case 100011:
      return {ErrorKind::auth, "the exchange refused the timestamp", clock_hint};
    case 200001:
      return {ErrorKind::auth, refused_key,
              "check the key and its secret encoding (raw or base64)"};
    case 200002:
      return {ErrorKind::auth, refused_key, "stop retrying: the exchange counts failed attempts"};
    case 200015:
      return {ErrorKind::auth, refused_key,
              "give the key the missing permission on the exchange's website"};
    case 310002:
      return {ErrorKind::rejected, refused_request, "this account has no margin account"};
    case 100101:
    case 510001:
      return {ErrorKind::unavailable, broken, ""};
    case 900001:
      return {ErrorKind::unavailable, "the exchange wants to see a human",
              "log in with a browser, then try again"};
    default:
      if (code >= 200003 && code <= 200014) return {ErrorKind::auth, refused_key, ""};
      return {ErrorKind::rejected, refused_request, ""};
  }
}

}  // namespace

Envelope read_envelope(JsonReader& json) {
  Envelope envelope;
  std::optional<std::int64_t> code;
  std::string_view info;
  json.each_member([&](std::string_view key) {
    if (key == "code") {
      code = json.integer();
    } else if (key == "reason") {
      envelope.reason = read_explanation(json);
    } else if (key == "message") {
      envelope.message = read_explanation(json);
    } else if (key == "info") {
      info = read_explanation(json);
    } else {
      if (key == "data") envelope.data = json.mark();
      json.skip();
    }
  });
  if (!code) json.fail_missing("code");
  envelope.code = *code;
  if (envelope.message.empty()) envelope.message = info;
  return envelope;
}

Error failure(const Envelope& envelope) {
  const Meaning meaning = meaning_of(envelope.code);
  std::string message =
      envelope.reason.empty()
          ? fmt::format("{}: code {}", meaning.what, envelope.code)
          : fmt::format("{}: {} (code {})", meaning.what, envelope.reason, envelope.code);
  if (!envelope.message.empty()) message += fmt::format(": {}", envelope.message);
  Error error(meaning.kind, std::move(message), std::string(meaning.hint));
  error.retryable = envelope.code == 100101 || envelope.code == 510001;
  error.code = envelope.code;
  error.reason = envelope.reason;
  return error;
}

Error refusal(int status, std::string body) {
  bool json = false;
  try {
    JsonReader reader(body, {});
    json = true;
    const Envelope envelope = read_envelope(reader);
    if (envelope.code != 0) return failure(envelope);
  } catch (const Error&) {
    // no envelope: the status speaks for itself
  }
  const std::string what = fmt::format("HTTP {}{}", status, json ? "" : ", not JSON");
  if (status == 429 || status >= 500) {
    Error error(ErrorKind::unavailable,
                what + (status == 429 ? ": too many requests" : ": the exchange is down or busy"));
    error.retryable = true;
    return error;
  }
  if (status >= 300 && status < 400) {
    return {ErrorKind::reply,
            fmt::format("HTTP {}, a redirect, which signed requests do not follow", status),
            "check the base URL"};
  }
  if (status < 400) {
    return {ErrorKind::reply, fmt::format("HTTP {}, where only 200 is an answer", status)};
  }
  if (json && (status == 401 || status == 403)) return {ErrorKind::auth, what};
  if (status == 403) {
    return {ErrorKind::rejected, what + ": blocked before it reached the API",
            "the exchange may block this network address or region"};
  }
  return {ErrorKind::rejected, what,
          json ? "" : "check the base URL: this is not the exchange's API"};
}

}  // namespace coffer
