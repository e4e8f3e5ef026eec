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

Finding ok(std::string text) { return {"ok", std::move(text)}; }

Finding warn(std::string text, std::string_view hint) {
  return {"warn", std::move(text), std::string(hint)};
}

Finding skip(std::string why) { return {"skip", std::move(why)}; }

Finding fail(Error error) { return {"fail", error.message, error.hint, error}; }

Finding fail(ErrorKind kind, std::string message, std::string_view hint) {
  return fail(Error(kind, std::move(message), std::string(hint)));
}

void CheckResults::add(std::string_view step, Finding finding) {
  if (finding.error && !failure_) {
    failure_ = std::move(finding.error);
    failure_->message = fmt::format("{}: {}", step, finding.text);
  }
  report_.rows.push_back({{std::string(step), std::string(finding.status), std::move(finding.text),
                           finding.hint.empty() ? Cell() : Cell(std::move(finding.hint))}});
}

Report CheckResults::take_report(Source origin) {
  report_.sources.push_back(std::move(origin));
  return std::move(report_);
}

}  // namespace coffer::app
