#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/output/report.hpp"
#include "coffer/error.hpp"

namespace coffer::app {

std::vector<Column> check_columns();

// What an examination has found so far, one row for each step. A finding says what is, a hint what
// to do about it.
class CheckResults {
 public:
  CheckResults() { report_.columns = check_columns(); }

  void ok(std::string_view step, std::string finding, std::string hint = {});
  void warn(std::string_view step, std::string finding, std::string hint = {});
  void skip(std::string_view step, std::string why);

  // The error's message and hint are the finding and the hint.
  void fail(std::string_view step, const Error& error);

  // The first failure, its message led by the name of its step.
  const std::optional<Error>& failure() const { return failure_; }

  // The rows, as of this origin. Empties the results.
  Report take_report(Source origin);

 private:
  void add(std::string_view step, const char* status, std::string finding, std::string hint);

  Report report_;
  std::optional<Error> failure_;
};

}  // namespace coffer::app
