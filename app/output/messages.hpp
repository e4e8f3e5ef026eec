#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "coffer/client.hpp"
#include "coffer/error.hpp"

namespace coffer::app {

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

// An error as stderr shows it: "coffer: <what failed>: <why>" and, where there is one, a line with
// the hint. `profile` is named where several are asked; else empty.
std::string error_text(const Error& error, const std::string& profile = {});

// The same as one line of JSON.
std::string error_json(const Failure& failure);

// What stderr shows beside a result, "coffer: warning: <what>", and the same as one line of JSON.
std::string warning_text(std::string_view what);
std::string warning_json(std::string_view what);

// The same for what only explains the result: "coffer: note: <what>".
std::string note_text(std::string_view what);

// A try, for --verbose. Of the key it shows the end, of secret and signature nothing.
std::string attempt_text(const Attempt& attempt);

// The exit status of a run that failed, or was stopped by a condition, in this way.
int exit_status(ErrorKind kind);

}  // namespace coffer::app
