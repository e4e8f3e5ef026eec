// A line with a digit, for how finely to divide time; then the lines of a log. The first entry is
// held against what is logged of it and read again, and each series, which keeps summaries only,
// against all of its readings.

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "app/log/log_parser.hpp"
#include "app/log/series.hpp"
#include "app/render/formats.hpp"
#include "app/terminal/text.hpp"
#include "coffer/error.hpp"
#include "test/fuzz/fuzz.hpp"

namespace coffer::fuzz {
namespace {

using app::Entry;
using app::LogParser;
using app::Sample;
using app::Series;
using app::Summary;

void require_same(const Entry& expected, std::string_view log) {
  LogParser parser;
  const Entry* entry = nullptr;
  while (!log.empty()) entry = parser.parse(take_until('\n', log));
  require(entry != nullptr && entry->time == expected.time && entry->profile == expected.profile &&
              entry->report == expected.report && entry->asset == expected.asset &&
              entry->cells == expected.cells,
          "what is logged is read back");
}

// Where it is made of text that a log holds as it is.
void check_logging(const Entry& entry) {
  const auto is_plain = [](std::string_view text) { return app::printable(text) == text; };
  if (!std::ranges::all_of(entry.cells, is_plain)) return;
  if (!std::ranges::all_of(entry.columns->names, is_plain)) return;
  std::vector<std::string_view> names;
  for (const std::string& name : entry.columns->names) names.emplace_back(name);
  const auto has = [&](std::string_view any) {
    return std::ranges::any_of(names,
                               [&](std::string_view name) { return name.find(any) != name.npos; });
  };
  for (const std::string_view special : {",", "\"", "\n", "\r", "\t", " "}) {
    if (has(special)) return;
  }
  if (names.front() != "timestamp" || std::ranges::count(names, "") > 0) return;
  const auto named = [&](std::size_t i) {
    return i == entry.columns->profile || i == entry.columns->report || i == entry.columns->asset;
  };
  app::Report report;
  report.rows.emplace_back();
  for (std::size_t i = 0; i < names.size(); ++i) {
    // Amounts are written as they are.
    if (!named(i) && entry.cells[i].find_first_of(",\"\r'") != std::string_view::npos) return;
    report.columns.push_back({.key = std::string(names[i]),
                              .heading = {},
                              .type = named(i) ? app::CellType::text : app::CellType::amount});
    report.rows.front().cells.emplace_back(std::string(entry.cells[i]));
    report.shown.push_back(i);
  }
  require_same(entry, app::formats::csv.render(report, {}));
  require_same(entry, app::formats::jsonl.render(report, {}));
}

// The readings of each series: by profile, report, asset and column, in the order of the log.
using Readings = std::map<std::vector<std::string>, std::vector<Sample>>;

Readings read(std::string_view log) {
  LogParser parser;
  Readings readings;
  bool is_first = true;
  while (!log.empty()) {
    const Entry* entry = nullptr;
    try {
      entry = parser.parse(take_until('\n', log));
    } catch (const Error& error) {
      require(error.kind == ErrorKind::config, "a damaged line is for the user to look at");
      require(!error.message.empty(), "a damaged line is explained");
    }
    if (entry == nullptr) continue;
    if (std::exchange(is_first, false)) check_logging(*entry);
    require(entry->cells.size() == entry->columns->names.size(), "each column has a cell");
    require(entry->profile.find('\0') == std::string_view::npos &&
                entry->asset.find('\0') == std::string_view::npos,
            "names can be joined by NUL");
    for (std::size_t i = 0; i < entry->cells.size(); ++i) {
      const auto amount = Decimal::parse(entry->cells[i]);
      if (!amount) continue;
      const std::vector<std::string> name{std::string(entry->profile), std::string(entry->report),
                                          std::string(entry->asset), entry->columns->names[i]};
      readings[name].push_back({entry->time, *amount});
    }
  }
  return readings;
}

void check_summary(const Summary& summary, const std::vector<Sample>& readings) {
  const auto by_time = [](const Sample& a, const Sample& b) { return a.time < b.time; };
  const auto by_amount = [](const Sample& a, const Sample& b) {
    const auto order = a.amount <=> b.amount;
    return order < 0 || (order == 0 && a.time < b.time);
  };
  const auto by_greatness = [](const Sample& a, const Sample& b) {
    const auto order = a.amount <=> b.amount;
    return order > 0 || (order == 0 && a.time < b.time);
  };
  const auto same = [](const Sample& a, const Sample& b) {
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
  for (const auto& [number, slice] : series.slices()) {
    count += slice.count;
    require(previous == nullptr || previous->last.time < slice.first.time, "slices are in order");
    previous = &slice;
  }
  require(series.slices().size() <= max_slices, "memory is bounded");
  require(count == series.summary().count, "every reading is in a slice");
}

void check_intervals(const Series& series, const std::vector<Sample>& readings) {
  if (!std::ranges::is_sorted(readings, {}, &Sample::time)) {
    require(!series.gaps(), "what lies between readings in disorder is not known");
    return;
  }
  std::vector<std::int64_t> intervals;
  for (std::size_t i = 1; i < readings.size(); ++i) {
    const auto interval = (readings[i].time - readings[i - 1].time).count();
    if (interval > 0) intervals.push_back(interval);
  }
  std::ranges::sort(intervals);
  if (intervals.empty()) return;
  const std::int64_t median = intervals[(intervals.size() - 1) / 2];
  const auto longer_than = [&](std::int64_t length) {
    return std::ranges::count_if(intervals, [&](std::int64_t each) { return each > length; });
  };
  require(*series.gaps() <= longer_than(3 * median), "a gap is longer than three intervals");
  require(*series.gaps() >= longer_than(3 * median + median / 20), "what is much longer is a gap");
}

}  // namespace
}  // namespace coffer::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace coffer::fuzz;
  std::string_view log = text_of(data, size);
  const std::string_view options = take_until('\n', log);
  if (options.empty() || options[0] < '0' || options[0] > '9') return -1;
  const std::size_t max_slices = 2 + static_cast<std::size_t>(options[0] - '0');

  for (const auto& [name, readings] : read(log)) {
    Series series({name[0], name[1], name[2], name[3]}, max_slices);
    for (const Sample& reading : readings) series.add(reading);
    check_summary(series.summary(), readings);
    check_slices(series, max_slices);
    check_intervals(series, readings);
  }
  return 0;
}
