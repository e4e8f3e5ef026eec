#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/output/report.hpp"
#include "coffer/error.hpp"

namespace coffer::app {

std::vector<Column> check_columns();

// What a step has found. `text` says what is, `hint` what to do about it.
struct Finding {
  const char* status;
  std::string text;
  std::string hint = {};
  std::optional<Error> error = {};  // of a failure, whose message and hint those two are
};

Finding ok(std::string text);
Finding warn(std::string text, std::string_view hint);
Finding skip(std::string why);
Finding fail(Error error);
Finding fail(ErrorKind kind, std::string message, std::string_view hint);

// What an examination has found so far, one row for each step.
class CheckResults {
 public:
  CheckResults() { report_.columns = check_columns(); }

  void add(std::string_view step, Finding finding);

  // The first failure, its message led by the name of its step.
  const std::optional<Error>& failure() const { return failure_; }

  // The rows, as of this origin. Empties the results.
  Report take_report(Source origin);

 private:
  Report report_;
  std::optional<Error> failure_;
};

}  // namespace coffer::app
