#pragma once

#include <string_view>

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

}  // namespace coffer::app
