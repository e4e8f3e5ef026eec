#include "app/run/delivery.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <string_view>
#include <utility>

#include "app/cli/command.hpp"
#include "app/journal.hpp"
#include "app/output/condition.hpp"
#include "app/output/messages.hpp"

namespace coffer::app {

Publisher::Publisher(const Options& options, const Environment& environment, const Streams& streams)
    : form_(options.command->form),
      view_(options.view),
      log_(options.append),
      quiet_(options.terminal.quiet),
      streams_(streams),
      format_(chosen_format(options, environment)),
      redraws_(options.watch && !options.append && !options.terminal.verbose && format_.is_table &&
               takes_escapes(streams.out, environment)),
      shaping_{
          .columns = options.view.columns,
          .sort = options.view.sort,
          .timestamp = options.view.timestamp || options.append || (options.watch && !redraws_),
          .for_table = format_.is_table},
      style_{.headers = options.view.headers,
             .color = wants_color(options.terminal.color, environment, streams.out),
             .indented = is_terminal(streams.out)} {
  Report blank;
  blank.form = form_;
  blank.columns = options.command->columns(options);
  for (const Condition& condition : options.view.conditions) require_testable(condition, blank);
  shape(blank, shaping_);  // a wrong column is told before anything is asked
}

std::vector<Failure> Publisher::publish(Findings findings) {
  warn(findings.warning);
  return publish(std::move(findings),
                 [this](const Report& report) { log_ ? append(report) : print(report); });
}

std::vector<Failure> Publisher::publish(Findings findings, const Sink& sink) const {
  if (!findings.has_answers()) return std::move(findings.failures);

  Report& report = findings.report;
  report.form = form_;
  const auto is_shown = [this](const Row& row) { return app::is_shown(view_, row); };
  std::vector<Failure> held = held_conditions(view_.conditions, report, is_shown);
  std::erase_if(report.rows, std::not_fn(is_shown));
  shape(report, shaping_);
  try {
    sink(report);
  } catch (const Error& error) {
    findings.failures.push_back({.profile = {}, .error = error});
  }
  std::ranges::move(held, std::back_inserter(findings.failures));
  return std::move(findings.failures);
}

std::string Publisher::table(const Report& report, const Marks& is_marked) const {
  RenderStyle style = style_;
  style.is_marked = is_marked;
  return formats::table.render(report, style);
}

// Rounds that follow each other have one header, and tables are kept apart.
void Publisher::print(const Report& report) {
  RenderStyle style = style_;
  if (format_.has_header && has_printed_) style.headers = false;
  const bool apart = format_.is_table && has_printed_;
  write_all(streams_.out, (apart ? "\n" : "") + format_.render(report, style));
  has_printed_ = true;
}

void Publisher::append(const Report& report) const {
  const std::string text = format_.render(report, style_);
  const std::size_t rows = format_.has_header ? text.find('\n') + 1 : 0;
  const std::string_view whole = text;
  const std::string mended =
      append_to_log(*log_, {.header = whole.substr(0, rows), .rows = whole.substr(rows)});
  if (!mended.empty()) warn(fmt::format("{}: {}", *log_, mended));
}

void Publisher::warn(const std::string& what) const {
  if (!what.empty() && !quiet_) write_message(streams_, warning_text(what));
}

int Publisher::tell(const std::vector<Failure>& failures) const {
  for (const auto& [profile, error] : failures) {
    const bool as_json = format_.errors_as_json && error.kind != ErrorKind::usage;
    write_message(streams_, as_json ? error_json(error, profile) : error_text(error, profile));
  }
  return failures.empty() ? 0 : exit_status(failures.front().error.kind);
}

}  // namespace coffer::app
