#include "app/run/watch.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/cli/command.hpp"
#include "app/output/messages.hpp"
#include "app/system/boot_clock.hpp"
#include "app/system/signals.hpp"
#include "app/terminal/screen.hpp"
#include "app/terminal/text.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

using namespace std::chrono_literals;

// Waits for the next beat. Beats stay where they are, however long what happens between them takes;
// those that pass while the machine sleeps are left out, and the next one comes when it wakes.
// Throws Interrupted. Where the pipe `out` loses its reader, the process dies as if it had written
// to it.
void wait_for_beat(std::chrono::nanoseconds start, std::chrono::milliseconds interval, int out) {
  const auto next = start + ((time_since_boot() - start) / interval + 1) * interval;
  const DeferredSignals signals;
  std::array<pollfd, 2> events{{{signals.descriptor(), POLLIN, 0}, {out, 0, 0}}};
  for (;;) {
    const auto left = next - time_since_boot();
    if (left <= 0ns) return;
    // In parts, since poll does not see that the machine sleeps.
    const auto part = std::chrono::ceil<std::chrono::milliseconds>(std::min(left, 500'000'000ns));
    if (::poll(events.data(), events.size(), static_cast<int>(part.count())) <= 0) continue;
    if (events[0].revents != 0) throw Interrupted();
    if (events[1].revents != 0) ::raise(SIGPIPE);
  }
}

// The status that it ends with after this round, where it does.
std::optional<int> end(const std::vector<Failure>& failures, bool is_last) {
  for (const Failure& failure : failures) {
    const ErrorKind kind = failure.error.kind;
    if (is_last || kind == ErrorKind::condition || kind == ErrorKind::output)
      return row_of(kind).exit_status;
  }
  return std::nullopt;
}

// Tells what is new in a report by the rows that were last seen.
class Changes {
 public:
  bool is_new(const Report& report, const Row& row, std::size_t column) const {
    const auto known = rows_.find(identity(report, row));
    if (known == rows_.end()) return has_rounds_;
    return known->second[column] != row.cells[column];
  }

  // What changed in the columns that are shown, in a line: "BTC availableBalance 16.1308675 -> 16".
  // Empty where nothing did.
  std::string summary(const Report& report) const {
    std::vector<std::string> changes;
    for (const Row& row : report.rows) {
      const auto known = rows_.find(identity(report, row));
      if (known == rows_.end()) {
        if (has_rounds_) changes.push_back(name(report, identity(report, row)) + "is new");
        continue;
      }
      for (const std::size_t column : report.shown) {
        const bool is_time = report.columns[column].type == CellType::time;
        if (is_time || known->second[column] == row.cells[column]) continue;
        changes.push_back(fmt::format("{}{} {} -> {}", name(report, known->first),
                                      report.columns[column].key, value(known->second[column]),
                                      value(row.cells[column])));
      }
    }
    const Rows present = rows_after(report);
    for (const auto& [row, cells] : rows_) {
      if (!present.contains(row)) changes.push_back(name(report, row) + "is gone");
    }
    if (changes.size() < 2) return join(changes, "");
    return fmt::format("{} (and {} more)", changes.front(), changes.size() - 1);
  }

  void remember(const Report& report) {
    rows_ = rows_after(report);
    has_rounds_ = true;
  }

 private:
  // The profile, and in a list the asset.
  using Identity = std::pair<std::string, std::string>;
  using Rows = std::map<Identity, std::vector<Cell>>;

  static Identity identity(const Report& report, const Row& row) {
    return {report.sources[row.source].profile,
            report.layout == Layout::list ? asset_of(row) : std::string()};
  }

  // Those of the report, and of profiles that have not answered those that were last seen.
  Rows rows_after(const Report& report) const {
    Rows rows;
    for (const Row& row : report.rows) rows[identity(report, row)] = row.cells;
    for (const auto& known : rows_) {
      const std::string& profile = known.first.first;
      if (!std::ranges::count(report.sources, profile, &Source::profile)) rows.insert(known);
    }
    return rows;
  }

  static std::string name(const Report& report, const Identity& row) {
    std::string text = report.several_profiles ? row.first + " " : "";
    if (!row.second.empty()) text += row.second + " ";
    return text;
  }

  static std::string value(const Cell& cell) {
    const std::string text = to_text(cell);
    return text.empty() ? "none" : text;
  }

  Rows rows_;
  bool has_rounds_ = false;
};

// The time of day as a clock on the wall shows it: "12:04:31".
std::string time_of_day() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  ::localtime_r(&now, &local);
  return fmt::format("{:02}:{:02}:{:02}", local.tm_hour, local.tm_min, local.tm_sec);
}

}  // namespace

int watch(const Round& ask, Options& options, const Streams& streams, OutputWriter& writer) {
  const std::chrono::milliseconds interval = options.interval.value_or(5s);
  const auto start = time_since_boot();
  const int reader = is_terminal(streams.out) ? -1 : streams.out;
  const bool redraws = writer.redraws();
  const bool tells = !redraws || !is_terminal(streams.err);  // else the screen shows what is wrong
  Changes changes;
  std::optional<Screen> screen;
  const auto show_error = [&](const std::string& profile, const std::string& message) {
    const std::string_view separator = profile.empty() ? "" : ": ";
    screen->show_error(printable(fmt::format("{}{}{}", profile, separator, message)));
  };
  const auto tell = [&](const Warning& warning) {
    if (tells) writer.warn(warning);
    show_error(warning.profile, warning.message);
  };
  const auto show_report = [&](const Report& report) {
    std::string change = changes.summary(report);
    if (!change.empty()) change = printable(fmt::format("{} {}", time_of_day(), change));
    const auto is_new = [&](const Row& row, std::size_t column) {
      return changes.is_new(report, row, column);
    };
    screen->show(writer.table(report, is_new), std::move(change));
    changes.remember(report);
  };
  for (;;) {
    QueryResult result = ask(true);
    const bool is_last = result.is_last;
    if (redraws && !screen) {
      screen.emplace(streams.out, fmt::format("coffer {}", options.command->name));
      options.terminal.quiet = true;  // the terminal is the screen's now
    }
    const std::vector<Failure> failures = screen
                                              ? writer.write(std::move(result), show_report, tell)
                                              : writer.write(std::move(result));
    const auto status = end(failures, is_last);
    if (status) screen.reset();
    if (status || tells) writer.tell(failures);
    if (status) return *status;
    for (const auto& [profile, error, held] : failures) {
      if (screen) show_error(profile, error.message);
    }
    wait_for_beat(start, interval, reader);
  }
}

}  // namespace coffer::app
