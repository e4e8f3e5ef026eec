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

constexpr std::string_view refused_key = "the exchange refused the key";
constexpr std::string_view refused_request = "the exchange refused the request";

// Of a code that is documented, or on record elsewhere.
std::optional<Meaning> meaning_of(std::int64_t code) {
  constexpr std::string_view broken = "the exchange cannot answer now";
  switch (code) {
    case 100001:
    case 100002:
    case 100003:
    case 100004:
    case 100006:
    case 100007:
    case 100008:
    case 100010:
    case 100012:
    case 100013:
    case 150001:
    case 310001:
    case 310003:
    case 310004:
    case 310005:
      return Meaning{ErrorKind::rejected, refused_request, ""};
    case 100009:
      return Meaning{ErrorKind::auth, refused_key, ""};
    case 100011:
      return Meaning{ErrorKind::auth, "the exchange refused the timestamp", clock_hint};
    case 2100:
    case 200001:
      return Meaning{ErrorKind::auth, refused_key,
                     "check the key and its secret encoding (raw or base64)"};
    case 200002:
      return Meaning{ErrorKind::auth, refused_key,
                     "stop retrying: the exchange counts failed attempts"};
    case 200015:
      return Meaning{ErrorKind::auth, refused_key,
                     "give the key the missing permission on the exchange's website"};
    case 310002:
      return Meaning{ErrorKind::rejected, refused_request, "this account has no margin account"};
    case 100101:
    case 510001:
      return Meaning{ErrorKind::unavailable, broken, ""};
    case 900001:
      return Meaning{ErrorKind::unavailable, "the exchange asks for a login in a browser",
                     "log in with a browser, then try again"};
    default:
      if (code >= 200003 && code <= 200014) return Meaning{ErrorKind::auth, refused_key, ""};
      return std::nullopt;
  }
}

// "REASON (code 4711): message"
std::string explanation(const Envelope& envelope) {
  std::string text = envelope.reason.empty()
                         ? fmt::format("code {}", envelope.code)
                         : fmt::format("{} (code {})", envelope.reason, envelope.code);
  if (!envelope.message.empty()) text += fmt::format(": {}", envelope.message);
  return text;
}

bool speaks_for_itself(int status) {
  return status == 401 || status == 403 || status == 429 || status >= 500;
}

// What a status other than 200 means by itself.
Error by_status(int status, bool is_json) {
  const std::string what = fmt::format("HTTP {}{}", status, is_json ? "" : ", not JSON");
  if (status == 511) {
    return {ErrorKind::network,
            what + ": the network in between asks for a login; the exchange was not reached",
            "log in to this network with a browser, then try again"};
  }
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
    return {ErrorKind::reply, fmt::format("HTTP {}, expected 200", status)};
  }
  if (is_json && (status == 401 || status == 403)) return {ErrorKind::auth, what};
  if (status == 403) {
    return {ErrorKind::rejected, what + ": blocked before it reached the API",
            "the exchange may block this network address or region"};
  }
  return {ErrorKind::rejected, what,
          is_json ? "" : "check the base URL: this is not the exchange's API"};
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
  const Meaning meaning =
      meaning_of(envelope.code).value_or(Meaning{ErrorKind::rejected, refused_request, ""});
  Error error(meaning.kind, fmt::format("{}: {}", meaning.what, explanation(envelope)),
              std::string(meaning.hint));
  error.retryable = envelope.code == 100101 || envelope.code == 510001;
  error.code = envelope.code;
  error.reason = envelope.reason;
  return error;
}

Error refusal(int status, std::string body) {
  bool is_json = false;
  try {
    JsonReader reader(body, {});
    is_json = true;
    const Envelope envelope = read_envelope(reader);
    if (envelope.code != 0) {
      if (!speaks_for_itself(status) || meaning_of(envelope.code)) return failure(envelope);
      Error error = by_status(status, is_json);
      error.message += fmt::format(": {}", explanation(envelope));
      error.code = envelope.code;
      error.reason = envelope.reason;
      return error;
    }
  } catch (const Error&) {
    // no envelope: the status speaks for itself
  }
  return by_status(status, is_json);
}

}  // namespace coffer
