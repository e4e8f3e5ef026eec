#include "app/output/messages.hpp"

#include <fmt/format.h>

#include "app/output/error_kinds.hpp"
#include "app/terminal/text.hpp"
#include "coffer/json_writer.hpp"

namespace coffer::app {

namespace {

std::string told(std::string_view start, const std::string& profile, const std::string& message,
                 const std::string& hint) {
  std::string text(start);
  if (!profile.empty()) text += fmt::format("{}: ", printable(profile));
  text += fmt::format("{}\n", printable(message));
  if (!hint.empty()) text += fmt::format("hint: {}\n", printable(hint));
  return text;
}

}  // namespace

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
  return told("coffer: warning: ", warning.profile, warning.message, warning.hint);
}

std::string warning_json(const Warning& warning) {
  JsonWriter json(JsonWriter::Style::compact);
  json.begin_object().key("warning").begin_object().key("message").string(warning.message);
  if (!warning.hint.empty()) json.key("hint").string(warning.hint);
  if (!warning.profile.empty()) json.key("profile").string(warning.profile);
  json.end_object().end_object();
  return json.take() + "\n";
}

std::string note_text(std::string_view what) {
  return fmt::format("coffer: note: {}\n", printable(what));
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

int exit_status(ErrorKind kind) { return row_of(kind).exit_status; }

}  // namespace coffer::app
