// A line with a digit, for how finely to divide time, and the wanted column; then the lines of a
// log. A record is held against what is logged of it and read again, and each series, which keeps
// summaries only, against all of its readings.

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "app/history/log_parser.hpp"
#include "app/history/series.hpp"
#include "app/render/formats.hpp"
#include "app/terminal/text.hpp"
#include "coffer/error.hpp"
#include "test/fuzz/fuzz.hpp"

namespace coffer::fuzz {
namespace {

namespace formats = app::formats;
using app::LogParser;
using app::LogRecord;
using app::Reading;
using app::Series;
using app::Summary;

// A record of one amount as --append logs it.
app::Report logged(const LogRecord& record) {
  app::Report report;
  report.columns = {{"timestamp", "", app::CellType::time},
                    {"profile", "", app::CellType::text},
                    {"asset", "", app::CellType::text},
                    {"amount", "", app::CellType::amount}};
  report.rows = {{{record.time, std::string(record.profile), std::string(record.asset),
                   record.values.front().amount}}};
  report.shown = {0, 1, 2, 3};
  return report;
}

void require_same(const LogRecord& expected, std::string_view log) {
  LogParser parser("amount");
  const LogRecord* record = nullptr;
  while (!log.empty()) record = parser.parse(take_until('\n', log));
  require(record != nullptr && record->time == expected.time &&
              record->profile == expected.profile && record->asset == expected.asset &&
              record->values.size() == 1 &&
              record->values[0].amount.text() == expected.values[0].amount.text(),
          "what is logged is read back");
}

void check_logging(const LogRecord& record) {
  const auto is_plain = [](std::string_view text) { return app::printable(text) == text; };
  if (record.values.empty() || !is_plain(record.profile) || !is_plain(record.asset)) return;
  const app::Report report = logged(record);
  require_same(record, formats::csv.render(report, {}));
  require_same(record, formats::jsonl.render(report, {}));
}

// The readings of each series: by profile, asset and column, in the order of the log.
using Readings = std::map<std::vector<std::string>, std::vector<Reading>>;

Readings read(LogParser& parser, std::string_view log) {
  Readings readings;
  while (!log.empty()) {
    const LogRecord* record = nullptr;
    try {
      record = parser.parse(take_until('\n', log));
    } catch (const Error& error) {
      require(error.kind == ErrorKind::usage, "a damaged line is for the user to look at");
      require(!error.message.empty(), "a damaged line is explained");
    }
    if (record == nullptr) continue;
    if (readings.empty()) check_logging(*record);
    require(record->profile.find('\0') == std::string_view::npos &&
                record->asset.find('\0') == std::string_view::npos,
            "names can be joined by NUL");
    for (const auto& [column, amount] : record->values) {
      const std::vector<std::string> name{std::string(record->profile), std::string(record->asset),
                                          std::string(column)};
      readings[name].push_back({record->time, amount});
    }
  }
  return readings;
}

void check_summary(const Summary& summary, const std::vector<Reading>& readings) {
  const auto by_time = [](const Reading& a, const Reading& b) { return a.time < b.time; };
  const auto by_amount = [](const Reading& a, const Reading& b) {
    const auto order = a.amount <=> b.amount;
    return order < 0 || (order == 0 && a.time < b.time);
  };
  const auto by_greatness = [](const Reading& a, const Reading& b) {
    const auto order = a.amount <=> b.amount;
    return order > 0 || (order == 0 && a.time < b.time);
  };
  const auto same = [](const Reading& a, const Reading& b) {
    return a.time == b.time && a.amount == b.amount;
  };
  require(summary.count == std::ssize(readings), "every reading counts");
  require(same(summary.first, *std::ranges::min_element(readings, by_time)), "the first is");
  const auto last = std::max_element(readings.rbegin(), readings.rend(), by_time);
  require(same(summary.last, *last), "the last is");
  require(same(summary.least, *std::ranges::min_element(readings, by_amount)), "the least is");
  require(same(summary.greatest, *std::ranges::min_element(readings, by_greatness)),
          "the greatest is");
}

void check_slices(const Series& series, std::size_t max_slices) {
  std::int64_t count = 0;
  const Summary* previous = nullptr;
  for (const Summary& slice : series.slices()) {
    count += slice.count;
    if (slice.count == 0) continue;
    require(previous == nullptr || previous->last.time < slice.first.time, "slices are in order");
    previous = &slice;
  }
  require(series.slices().size() <= max_slices, "memory is bounded");
  require(count == series.summary().count, "every reading is in a slice");
}

void check_column(const LogParser& parser, const Readings& readings) {
  try {
    parser.require_column();
  } catch (const Error& error) {
    require(error.kind == ErrorKind::usage, "a column that is not there is a wrong call");
    require(readings.empty(), "readings have the wanted column");
  }
}

}  // namespace
}  // namespace coffer::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace coffer::fuzz;
  std::string_view log = text_of(data, size);
  const std::string_view options = take_until('\n', log);
  if (options.empty() || options[0] < '0' || options[0] > '9') return -1;
  const std::size_t max_slices = 2 + static_cast<std::size_t>(options[0] - '0');
  std::optional<std::string> column;
  if (options.size() > 1) column = options.substr(1);

  LogParser parser(column);
  const Readings all = read(parser, log);
  check_column(parser, all);
  for (const auto& [name, readings] : all) {
    Series series({name[0], name[1], name[2]}, max_slices);
    for (const Reading& reading : readings) series.add(reading.time, reading.amount);
    check_summary(series.summary(), readings);
    check_slices(series, max_slices);
  }
  return 0;
}
