#include "app/run/delivery.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <new>
#include <string_view>
#include <utility>

#include "app/cli/command.hpp"
#include "app/log/append.hpp"
#include "app/log/entry.hpp"
#include "app/output/condition.hpp"
#include "app/output/messages.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

// Whether the command lists balances by their assets.
bool lists_assets(const Options& options) { return options.command->log_key == "asset"; }

}  // namespace

OutputWriter::OutputWriter(const Options& options, const Environment& environment,
                           const Streams& streams)
    : options_(options),
      quiet_(options.terminal.quiet),
      streams_(streams),
      format_(chosen_format(options, environment)),
      shown_format_(options.append ? formats::table : format_),
      shows_(!options.append || (options.watch && is_terminal(streams.out))),
      redraws_(options.watch && shows_ && !options.terminal.verbose && shown_format_.is_table &&
               takes_escapes(streams.out, environment)),
      view_(options.view),
      style_{.headers = options.view.headers,
             .color = wants_color(options.terminal.color, environment, streams.out),
             .width = is_terminal(streams.out) ? screen_size(streams.out).width : 0,
             .indented = is_terminal(streams.out)} {
  if (options.append) std::erase_if(view_.columns, is_leading_column);
  if (options.watch && shows_ && !redraws_) view_.timestamp = true;
  // A row left out would leave its last figure standing; not in a ledger, whose rows stand alone.
  if (options.append && !options.view.where.empty() && options.command->name != "ledger")
    throw Error(ErrorKind::usage, "--where cannot be combined with --append");
  Report blank;
  blank.layout = options.command->layout;
  blank.columns = options.command->columns(&options);
  for (const Condition& condition : options.view.conditions) require_testable(condition, blank);
  shape(blank, view_, shown_format_.is_table);  // a wrong column is told before anything is asked

  const std::vector<std::string>& columns = options.view.columns;
  if (!options.append || columns.empty()) return;
  std::vector<std::string_view> keys = split(options.command->log_key, ' ');
  if (std::ranges::any_of(columns, is_value)) keys.emplace_back("currency");
  for (const std::string_view key : keys) {
    if (key.empty() || contains_ignoring_case(columns, key)) continue;
    throw Error(
        ErrorKind::usage,
        fmt::format("--append: --columns must include {}, which tells the rows apart", key));
  }
}

std::vector<Failure> OutputWriter::write(QueryResult result) {
  return write(
      std::move(result), [this](const Report& report) { print(report); },
      [this](const Warning& warning) { warn(warning); });
}

std::vector<Failure> OutputWriter::write(QueryResult result, const Sink& sink,
                                         const Tell& tell) const {
  std::ranges::for_each(result.report.warnings, tell);
  if (!result.has_answers()) return std::move(result.failures);

  Report& report = result.report;
  const ViewOptions& view = options_.view;
  report.layout = options_.command->layout;
  const bool asks_zeros = asks_for_zeros(options_);
  const auto is_row_shown = [&](const Row& row) {
    return !lists_assets(options_) || is_shown(view, row, asks_zeros);
  };
  std::vector<Failure> held = held_conditions(view.conditions, report, is_row_shown);
  const auto hidden = std::stable_partition(report.rows.begin(), report.rows.end(), is_row_shown);
  report.zeros.assign(std::make_move_iterator(hidden), std::make_move_iterator(report.rows.end()));
  report.rows.erase(hidden, report.rows.end());
  try {
    if (options_.append) append(shows_ ? report : std::move(report), tell);
    if (shows_) {
      shape(report, view_, shown_format_.is_table);
      sink(report);
    }
  } catch (const Error& error) {
    result.failures.push_back({.profile = {}, .error = error});
  } catch (const std::bad_alloc&) {
    result.failures.push_back({.profile = {}, .error = no_memory(ErrorKind::output)});
  }
  std::ranges::move(held, std::back_inserter(result.failures));
  return std::move(result.failures);
}

std::string OutputWriter::table(const Report& report, const Marks& is_marked) const {
  RenderStyle style = style_;
  style.is_marked = is_marked;
  return formats::table.render(report, style);
}

// Rounds that follow each other have one header, and tables are kept apart.
void OutputWriter::print(const Report& report) {
  RenderStyle style = style_;
  if (shown_format_.has_header && has_printed_) style.headers = false;
  const bool apart = shown_format_.is_table && has_printed_;
  write_all(streams_.out, (apart ? "\n" : "") + shown_format_.render(report, style));
  has_printed_ = true;
}

void OutputWriter::append(Report report, const Tell& tell) const {
  ViewOptions view = view_;
  view.timestamp = false;
  for (Source& source : report.sources)
    source.profile = logged_profile(source.profile, options_.account);
  shape(report, view);
  std::ranges::for_each(
      append_to_log(*options_.append,
                    {.report = std::move(report),
                     .command = options_.command->name,
                     .json = !format_.has_header,
                     .all_assets = lists_assets(options_) && options_.view.assets.empty() &&
                                   !options_.view.at,
                     .fills_in = options_.view.at.has_value()}),
      tell);
}

void OutputWriter::warn(const Warning& warning) const {
  if (quiet_ || (warning.is_note && format_.errors_as_json)) return;
  write_message(streams_, format_.errors_as_json ? warning_json(warning) : warning_text(warning));
}

int OutputWriter::tell(const std::vector<Failure>& failures) const {
  for (const Failure& failure : failures) {
    const bool as_json = format_.errors_as_json && failure.error.kind != ErrorKind::usage;
    write_message(streams_,
                  as_json ? error_json(failure) : error_text(failure.error, failure.profile));
  }
  return failures.empty() ? 0 : row_of(failures.front().error.kind).exit_status;
}

}  // namespace coffer::app
