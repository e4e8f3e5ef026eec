#include "refusal.hpp"

#include <fmt/format.h>

#include "coffer/decode.hpp"
#include "coffer/json_reader.hpp"
#include "envelope.hpp"

namespace coffer {

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

bool may_concern_asset(const Error& error) {
  if (error.kind != ErrorKind::rejected || is_account_group_mismatch(error)) return false;
  return error.code == 100002 || error.code == 100004 || error.code == 100006 ||
         error.code == 100008;
}

bool may_concern_clock(const Error& error) {
  if (error.kind != ErrorKind::auth) return false;
  return !error.code || error.code == 100009 || error.code == 100011 || error.code == 200001;
}

}  // namespace coffer
