#include "app/run/delivery.hpp"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "app/commands/query.hpp"
#include "app/journal.hpp"
#include "app/output/condition.hpp"
#include "app/output/messages.hpp"

namespace coffer::app {

int Verdict::exit_status() const {
  if (!failures.empty()) return app::exit_status(failures.front().error.kind);
  return alarms.empty() ? 0 : app::exit_status(ErrorKind::condition);
}

Publisher::Publisher(const Options& options, const Environment& environment, const Streams& streams)
    : options_(options),
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
  Report blank = blank_report(options.command);
  for (const Condition& condition : options.view.conditions) require_testable(condition, blank);
  shape(blank, shaping_);  // a wrong column is told before anything is asked
}

Verdict Publisher::publish(Findings findings) {
  warn(findings.warning);
  note(findings.note);
  return publish(std::move(findings), [this](const Report& report) {
    options_.append ? append(report, *options_.append) : print(report);
  });
}

Verdict Publisher::publish(Findings findings, const Sink& sink) const {
  Verdict verdict{.failures = std::move(findings.failures), .alarms = {}};
  if (!findings.has_answers()) return verdict;

  Report& report = findings.report;
  for (Alarm& alarm : alarms(options_.view.conditions, report)) {
    verdict.alarms.push_back(
        {.profile = report.several_profiles ? report.origins[alarm.origin].profile : "",
         .error = std::move(alarm.error)});
  }
  shape(report, shaping_);
  try {
    sink(report);
  } catch (const Error& error) {
    verdict.failures.push_back({.profile = {}, .error = error});
  }
  return verdict;
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

void Publisher::append(const Report& report, const std::string& path) const {
  const std::string text = format_.render(report, style_);
  const std::size_t rows = format_.has_header ? text.find('\n') + 1 : 0;
  const std::string_view whole = text;
  const std::string mended =
      append_to_log(path, {.header = whole.substr(0, rows), .rows = whole.substr(rows)});
  if (!mended.empty()) warn(fmt::format("{}: {}", path, mended));
}

void Publisher::warn(const std::string& what) const {
  if (!what.empty() && !options_.terminal.quiet) write_message(streams_, warning_text(what));
}

void Publisher::note(const std::string& what) const {
  if (what.empty() || options_.terminal.quiet || format_.errors_as_json) return;
  write_message(streams_, note_text(what));
}

int Publisher::tell(const Verdict& verdict) const {
  for (const Failure& failure : verdict.failures) tell(failure);
  for (const Failure& alarm : verdict.alarms) tell(alarm);
  return verdict.exit_status();
}

int Publisher::tell(const Error& error) const {
  tell(Failure{.profile = {}, .error = error});
  return exit_status(error.kind);
}

void Publisher::tell(const Failure& failure) const {
  const bool as_json = format_.errors_as_json && failure.error.kind != ErrorKind::usage;
  write_message(streams_, as_json ? error_json(failure.error, failure.profile)
                                  : error_text(failure.error, failure.profile));
}

}  // namespace coffer::app
