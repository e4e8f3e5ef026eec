#include "app/output/messages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/terminal/text.hpp"
#include "coffer/json_writer.hpp"

namespace coffer::app {
namespace {

using enum ErrorKind;

constexpr std::array rows{
    ErrorKindRow{internal, "internal", 1, true, ""},
    ErrorKindRow{usage, "usage", 2, false, ""},
    ErrorKindRow{config, "config", 3, false, ""},
    ErrorKindRow{auth, "auth", 4, false, "run `coffer doctor` to check the key"},
    ErrorKindRow{network, "network", 5, true,
                 "run `coffer doctor` to see which step of the connection fails"},
    ErrorKindRow{tls, "tls", 6, false,
                 "the server may not be the exchange; run `coffer doctor` for details"},
    ErrorKindRow{unavailable, "unavailable", 7, true, ""},
    ErrorKindRow{rejected, "rejected", 8, true, ""},
    ErrorKindRow{reply, "reply", 9, true,
                 "check the base URL; if it is right, try later or with a newer coffer"},
    ErrorKindRow{output, "output", 10, false, ""},
    ErrorKindRow{condition, "condition", 11, false, ""},
};

static_assert(rows.size() == error_kind_count);

std::string told(std::string_view start, const std::string& profile, const std::string& message,
                 const std::string& hint) {
  std::string text(start);
  if (!profile.empty()) text += fmt::format("{}: ", printable(profile));
  text += fmt::format("{}\n", printable(message));
  if (!hint.empty()) text += fmt::format("hint: {}\n", printable(hint));
  return text;
}

}  // namespace

const ErrorKindRow& row_of(ErrorKind kind) {
  return *std::ranges::find(rows, kind, &ErrorKindRow::kind);
}

bool cannot_pass(const Error& error) { return error.is_final || !row_of(error.kind).may_pass; }

Error no_memory(ErrorKind kind, std::string_view subject) {
  Error error(
      kind,
      fmt::format("{}{}no memory left (this system's limit)", subject, subject.empty() ? "" : ": "),
      std::string(limit_hint));
  error.at_system_limit = true;
  return error;
}

std::string error_text(const Error& error, const std::string& profile) {
  return told("coffer: ", profile, error.message, error.hint);
}

std::string error_json(const Failure& failure) {
  const auto& [profile, error, held] = failure;
  JsonWriter json(JsonWriter::Style::compact);
  json.begin_object().key("error").begin_object();
  json.key("kind").string(row_of(error.kind).name);
  json.key("message").string(error.message);
  if (!error.hint.empty()) json.key("hint").string(error.hint);
  json.key("retryable").boolean(error.retryable);
  if (error.code) json.key("code").integer(*error.code);
  if (!error.reason.empty()) json.key("reason").string(error.reason);
  if (error.http_status) json.key("httpStatus").integer(*error.http_status);
  if (!profile.empty()) json.key("profile").string(profile);
  if (held) {
    json.key("condition").string(held->condition);
    if (!held->asset.empty()) json.key("asset").string(held->asset);
    json.key("column").string(held->column);
    json.key("value").string(held->value);
  }
  json.end_object().end_object();
  return json.take() + "\n";
}

std::string warning_text(const Warning& warning) {
  const std::string_view start = warning.is_note ? "coffer: note: " : "coffer: warning: ";
  return told(start, warning.profile, warning.message, warning.hint);
}

std::string warning_json(const Warning& warning) {
  JsonWriter json(JsonWriter::Style::compact);
  json.begin_object().key("warning").begin_object().key("message").string(warning.message);
  if (!warning.hint.empty()) json.key("hint").string(warning.hint);
  if (!warning.profile.empty()) json.key("profile").string(warning.profile);
  json.end_object().end_object();
  return json.take() + "\n";
}

std::string attempt_text(const Attempt& attempt) {
  std::string text = fmt::format("> {} {}\n", name(attempt.method), printable(attempt.url));
  if (!attempt.prehash.empty()) {
    text += fmt::format("> prehash {}, key {}\n", attempt.prehash, masked(attempt.api_key));
  }
  for (const DialAttempt& each : attempt.timing.dialed) {
    text += fmt::format("* {}", summary(each));
    if (!each.ending.starts_with("no "))
      text += fmt::format(" in {}", duration_text(each.duration));
    text += '\n';
  }
  text += attempt.status ? fmt::format("< {}", *attempt.status)
                         : fmt::format("< {}", printable(attempt.failure));
  const auto add = [&](std::string_view phase, std::optional<std::chrono::microseconds> duration) {
    if (duration) text += fmt::format(", {} {}", phase, milliseconds(*duration));
  };
  add("DNS", attempt.timing.dns);
  add("connect", attempt.timing.connect);
  add("TLS", attempt.timing.tls);
  add("waiting", attempt.timing.wait);
  return text + "\n";
}

}  // namespace coffer::app
