#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/output/report.hpp"
#include "coffer/client.hpp"
#include "coffer/error.hpp"

namespace coffer::app {

// What follows from the kind of an error.
struct ErrorKindRow {
  ErrorKind kind;
  std::string_view name;    // in JSON errors
  int exit_status;          // of a run that it ends
  bool may_pass;            // whether --watch goes on
  std::string_view advice;  // the hint where the exchange's answer, or its absence, has none
};

const ErrorKindRow& row_of(ErrorKind kind);

// Whether a further round of --watch would fail in the same way.
bool cannot_pass(const Error& error);

// A condition that holds, and what it was tested on.
struct HeldCondition {
  std::string condition;  // as it was written
  std::string asset;      // empty where the report lists none
  std::string column;     // its key
  std::string value;
};

// What is told of one of the accounts: why it has no rows in the report, or a condition that holds.
struct Failure {
  std::string profile;  // empty where only one account is asked
  Error error;
  std::optional<HeldCondition> held = {};
};

inline constexpr std::string_view limit_hint = "`ulimit -a` shows the limits of this shell";

// That the system has no more memory, at work whose failures are of this kind.
Error no_memory(ErrorKind kind, std::string_view subject = {});

// An error as stderr shows it: "coffer: <what failed>: <why>" and, where there is one, a line with
// the hint. `profile` is named where several are asked; else empty.
std::string error_text(const Error& error, const std::string& profile = {});

// The same as one line of JSON.
std::string error_json(const Failure& failure);

// The same of a warning: "coffer: warning: <what>", or "coffer: note: <what>". JSON has no notes.
std::string warning_text(const Warning& warning);
std::string warning_json(const Warning& warning);

// A try, for --verbose. Of the key it shows the end, of secret and signature nothing.
std::string attempt_text(const Attempt& attempt);

}  // namespace coffer::app
