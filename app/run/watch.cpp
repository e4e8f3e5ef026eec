#include "app/run/watch.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/timerfd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/cli/command.hpp"
#include "app/output/error_kinds.hpp"
#include "app/output/messages.hpp"
#include "app/system/boot_clock.hpp"
#include "app/system/descriptor.hpp"
#include "app/system/signals.hpp"
#include "app/terminal/screen.hpp"
#include "app/terminal/text.hpp"
#include "coffer/clock.hpp"

namespace coffer::app {
namespace {

using namespace std::chrono_literals;

// Beats that stay where they are, however long what happens between them takes. Those that pass
// while the machine sleeps are left out, and the next one comes when it wakes.
class Ticker {
 public:
  explicit Ticker(std::chrono::milliseconds interval) : interval_(interval) {}

  // Waits for the next beat. Throws Interrupted. Where the pipe `out` loses its reader, the process
  // dies as if it had written to it.
  void wait(int out) const {
    const auto elapsed = BootClock::now() - start_;
    const auto next = (elapsed / interval_ + 1) * interval_;
    const Descriptor timer(::timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC));
    const itimerspec beat{.it_interval = {}, .it_value = to_timespec(next - elapsed)};
    ::timerfd_settime(timer.number(), 0, &beat, nullptr);

    const DeferredSignals signals;
    std::array<pollfd, 3> events{
        {{timer.number(), POLLIN, 0}, {signals.descriptor(), POLLIN, 0}, {out, 0, 0}}};
    // Without a timer, for lack of descriptors, its part is done by poll.
    const int limit = timer.number() < 0 ? static_cast<int>((next - elapsed) / 1ms) + 1 : -1;
    while (::poll(events.data(), events.size(), limit) < 0) continue;
    if (events[1].revents != 0) throw Interrupted();
    if (events[2].revents != 0) ::raise(SIGPIPE);
  }

 private:
  static timespec to_timespec(std::chrono::nanoseconds time) {
    return {.tv_sec = time / 1s, .tv_nsec = time % 1s / 1ns};
  }

  std::chrono::milliseconds interval_;
  BootClock::time_point start_ = BootClock::now();
};

// The status that it ends with after this round, where it does.
std::optional<int> end(const std::vector<Failure>& failures, bool is_last) {
  for (const ErrorKind kind : {ErrorKind::condition, ErrorKind::output}) {
    const auto is_of_kind = [&](const Failure& failure) { return failure.error.kind == kind; };
    if (std::ranges::any_of(failures, is_of_kind)) return exit_status(kind);
  }
  if (is_last && !failures.empty()) return exit_status(failures.front().error.kind);
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
    for (const Identity& gone : missing(report)) changes.push_back(name(report, gone) + "is gone");
    if (changes.empty()) return {};
    if (changes.size() == 1) return changes.front();
    return fmt::format("{} (and {} more)", changes.front(), changes.size() - 1);
  }

  void remember(const Report& report) {
    for (const Identity& gone : missing(report)) rows_.erase(gone);
    for (const Row& row : report.rows) rows_[identity(report, row)] = row.cells;
    has_rounds_ = true;
  }

 private:
  // The profile, and in a list the asset.
  using Identity = std::pair<std::string, std::string>;
  static Identity identity(const Report& report, const Row& row) {
    return {report.sources[row.source].profile,
            report.layout == Layout::list ? asset_of(row) : std::string()};
  }

  // The rows that profiles which have answered had, and have not any more.
  std::vector<Identity> missing(const Report& report) const {
    std::set<Identity> present;
    for (const Row& row : report.rows) present.insert(identity(report, row));
    std::vector<Identity> missing;
    for (const auto& known : rows_) {
      const Identity& row = known.first;
      const auto is_its = [&](const Source& source) { return source.profile == row.first; };
      const bool has_answered = std::ranges::any_of(report.sources, is_its);
      if (has_answered && !present.contains(row)) missing.push_back(row);
    }
    return missing;
  }

  static std::string name(const Report& report, const Identity& row) {
    std::string text = report.several_profiles ? row.first + " " : "";
    if (!row.second.empty()) text += row.second + " ";
    return text;
  }

  static std::string value(const Cell& cell) {
    std::string buffer;
    const std::string_view text = to_text(cell, buffer);
    return std::string(text.empty() ? "none" : text);
  }

  std::map<Identity, std::vector<Cell>> rows_;
  bool has_rounds_ = false;
};

// The time of day as a clock on the wall shows it: "12:04:31".
std::string time_of_day() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  ::localtime_r(&now, &local);
  return fmt::format("{:02}:{:02}:{:02}", local.tm_hour, local.tm_min, local.tm_sec);
}

int follow(const Round& ask, const Streams& streams, OutputWriter& writer, const Ticker& ticker) {
  const int reader = is_terminal(streams.out) ? -1 : streams.out;
  for (;;) {
    QueryResult result = ask(true);
    const bool is_last = result.is_last;
    const std::vector<Failure> failures = writer.write(std::move(result));
    writer.tell(failures);
    if (const auto status = end(failures, is_last)) return *status;
    ticker.wait(reader);
  }
}

int redraw(const Round& ask, Options& options, const Streams& streams, OutputWriter& writer,
           const Ticker& ticker) {
  const bool errors_elsewhere = !is_terminal(streams.err);
  Changes changes;
  std::optional<Screen> screen;
  const auto show = [&](const std::string& profile, const std::string& message) {
    const std::string_view separator = profile.empty() ? "" : ": ";
    screen->show_error(printable(fmt::format("{}{}{}", profile, separator, message)));
  };
  const auto tell = [&](const Warning& warning) {
    if (errors_elsewhere) writer.warn(warning);
    show(warning.profile, warning.message);
  };
  for (;;) {
    QueryResult result = ask(true);
    if (!screen) screen.emplace(streams.out, fmt::format("coffer {}", options.command->name));
    options.terminal.quiet = true;  // the terminal is the screen's now
    std::ranges::for_each(result.warnings, tell);
    if (errors_elsewhere) writer.note(result.note);
    if (!result.note.empty()) show({}, result.note);
    const bool is_last = result.is_last;
    const auto show_report = [&](const Report& report) {
      std::string change = changes.summary(report);
      if (!change.empty()) change = printable(fmt::format("{} {}", time_of_day(), change));
      const auto is_new = [&](const Row& row, std::size_t column) {
        return changes.is_new(report, row, column);
      };
      screen->show(writer.table(report, is_new), std::move(change));
      changes.remember(report);
    };
    const auto failures = writer.write(std::move(result), show_report, tell);
    const auto status = end(failures, is_last);
    if (status) screen.reset();
    if (status || errors_elsewhere) writer.tell(failures);
    if (status) return *status;
    for (const auto& [profile, error, held] : failures) show(profile, error.message);
    ticker.wait(-1);
  }
}

}  // namespace

int watch(const Round& ask, Options& options, const Streams& streams, OutputWriter& writer) {
  const Ticker ticker(options.interval.value_or(std::chrono::seconds(5)));
  if (writer.redraws()) return redraw(ask, options, streams, writer, ticker);
  return follow(ask, streams, writer, ticker);
}

}  // namespace coffer::app
