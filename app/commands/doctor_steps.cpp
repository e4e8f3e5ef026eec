#include "app/commands/doctor_steps.hpp"

#include <fmt/format.h>

#include <utility>

namespace coffer::app {

std::vector<Column> check_columns() {
  return {
      {"step", "STEP"},
      {"status", "STATUS"},
      {"finding", "FINDING"},
      {"hint", "HINT"},
  };
}

void CheckResults::ok(std::string_view step, std::string finding, std::string hint) {
  add(step, "ok", std::move(finding), std::move(hint));
}

void CheckResults::warn(std::string_view step, std::string finding, std::string hint) {
  add(step, "warn", std::move(finding), std::move(hint));
}

void CheckResults::skip(std::string_view step, std::string why) {
  add(step, "skip", std::move(why), {});
}

void CheckResults::fail(std::string_view step, const Error& error) {
  add(step, "fail", error.message, error.hint);
  if (failure_) return;
  failure_ = error;
  failure_->message = fmt::format("{}: {}", step, error.message);
}

Report CheckResults::take_report(Source origin) {
  report_.sources.push_back(std::move(origin));
  return std::move(report_);
}

void CheckResults::add(std::string_view step, const char* status, std::string finding,
                       std::string hint) {
  report_.rows.push_back({{std::string(step), std::string(status), std::move(finding),
                           hint.empty() ? Cell() : Cell(std::move(hint))}});
}

}  // namespace coffer::app
