#include "app/run/watch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/cli/command.hpp"
#include "app/output/error_kinds.hpp"
#include "app/output/messages.hpp"
#include "app/query/query.hpp"
#include "app/system/signals.hpp"
#include "app/terminal/screen.hpp"
#include "app/terminal/text.hpp"
#include "coffer/clock.hpp"

namespace coffer::app {
namespace {

// Beats that stay where they are, however long what happens between them takes.
class Pace {
 public:
  explicit Pace(std::chrono::milliseconds interval) : interval_(interval) {}

  // Waits for the next beat. Throws Interrupted.
  void wait() const {
    const auto beats = (std::chrono::steady_clock::now() - start_) / interval_ + 1;
    const HeldSignals signals;
    SystemClock().sleep_until({start_ + beats * interval_, signals.descriptor()});
  }

 private:
  std::chrono::milliseconds interval_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// The status that it ends with after this round, where it does.
std::optional<int> end(const std::vector<Failure>& failures) {
  for (const Failure& failure : failures) {
    if (!row_of(failure.error.kind).may_pass) return exit_status(failure.error.kind);
  }
  return std::nullopt;
}

// Tells what is new in a report by the rows that were last seen.
class Changes {
 public:
  bool is_new(const Report& report, const Row& row, std::size_t column) const {
    const auto known = rows_.find(identity(report, row));
    if (known == rows_.end()) return !rows_.empty();
    return known->second[column] != row.cells[column];
  }

  void remember(const Report& report) {
    for (const Row& row : report.rows) rows_[identity(report, row)] = row.cells;
  }

 private:
  // The profile, and in a list the asset.
  using Identity = std::pair<std::string, Cell>;
  static Identity identity(const Report& report, const Row& row) {
    return {report.origins[row.origin].profile,
            report.form == Form::list ? row.cells.front() : Cell()};
  }

  std::map<Identity, std::vector<Cell>> rows_;
};

int follow(const Round& ask, Publisher& publisher, const Pace& pace) {
  for (;;) {
    const std::vector<Failure> failures = publisher.publish(ask(true));
    publisher.tell(failures);
    if (const auto status = end(failures)) return *status;
    pace.wait();
  }
}

int redraw(const Round& ask, Options& options, const Streams& streams, Publisher& publisher,
           const Pace& pace) {
  const bool errors_elsewhere = !is_terminal(streams.err);
  Changes changes;
  std::optional<Screen> screen;
  for (;;) {
    Findings findings = ask(true);
    if (!screen) screen.emplace(streams.out, fmt::format("coffer {}", options.command->name));
    options.terminal.quiet = true;  // the terminal is the screen's now
    if (errors_elsewhere) publisher.warn(findings.warning);
    if (!findings.warning.empty()) screen->show_error(printable(findings.warning));
    const auto failures = publisher.publish(std::move(findings), [&](const Report& report) {
      screen->show(publisher.table(report, [&](const Row& row, std::size_t column) {
        return changes.is_new(report, row, column);
      }));
      changes.remember(report);
    });
    const auto status = end(failures);
    if (status) screen.reset();
    if (status || errors_elsewhere) publisher.tell(failures);
    if (status) return *status;
    for (const auto& [profile, error] : failures) {
      screen->show_error(
          printable(fmt::format("{}{}{}", profile, profile.empty() ? "" : ": ", error.message)));
    }
    pace.wait();
  }
}

}  // namespace

int watch(const Round& ask, Options& options, const Streams& streams, Publisher& publisher) {
  const Pace pace(options.interval.value_or(std::chrono::seconds(5)));
  if (publisher.redraws()) return redraw(ask, options, streams, publisher, pace);
  return follow(ask, publisher, pace);
}

}  // namespace coffer::app
