#include "app/log/append.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <deque>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "app/log/ledger_end.hpp"
#include "app/log/log_file.hpp"
#include "app/log/log_name.hpp"
#include "app/log/log_tail.hpp"
#include "app/log/torn_line.hpp"
#include "app/terminal/text.hpp"
#include "coffer/error.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

using Names = std::vector<std::string>;

// The rows of a report as entries of a log.
class Entries {
 public:
  explicit Entries(const LogAddition& addition)
      : addition_(addition), columns_(columns_of(addition.report)) {}

  const LogColumns& columns() const { return columns_; }

  Entry entry(const Row& row) {
    Entry made = blank(row.source);
    for (std::size_t i = 0; i < places_.size(); ++i) {
      std::string buffer;
      const Cell cell = cell_of(addition_.report, row, places_[i]);
      made.cells[leading + i] = texts_.emplace_back(to_text(cell, buffer));
    }
    if (columns_.asset) made.asset = made.cells[*columns_.asset];
    return made;
  }

  // An entry of an asset without amounts.
  Entry entry(std::size_t source, std::string_view asset) {
    Entry made = blank(source);
    made.asset = made.cells[*columns_.asset] = texts_.emplace_back(asset);
    return made;
  }

 private:
  static constexpr std::size_t leading = 3;  // timestamp, profile, report

  LogColumns columns_of(const Report& report) {
    Names names{"timestamp", "profile", "report"};
    std::vector<CellType> types{CellType::time, CellType::text, CellType::text};
    for (std::size_t i = 0; i < report.columns.size(); ++i) {
      if (is_leading_column(report.columns[i].key)) continue;
      names.push_back(report.columns[i].key);
      types.push_back(report.columns[i].type);
      places_.push_back(i);
    }
    return LogColumns(std::move(names), std::move(types));
  }

  Entry blank(std::size_t source) {
    const Time time = addition_.report.sources[source].received;
    Entry made{.columns = &columns_,
               .cells = std::vector<std::string_view>(columns_.names.size()),
               .time = time,
               .profile = addition_.profiles[source],
               .report = addition_.command,
               .asset = {}};
    made.cells[0] = texts_.emplace_back(to_text(time));
    made.cells[1] = made.profile;
    made.cells[2] = made.report;
    return made;
  }

  const LogAddition& addition_;
  std::vector<std::size_t> places_;  // of the columns in the report
  LogColumns columns_;
  std::deque<std::string> texts_;  // that cells are made of
};

// The columns that are wanted of a log, behind the leading ones.
Names wanted_columns(const Report& report) {
  Names names;
  for (const std::size_t column : report.shown) {
    const std::string& key = report.columns[column].key;
    if (!is_leading_column(key)) names.push_back(key);
  }
  return names;
}

// The columns of the lines that are added.
LogColumns layout(const LogFile& file, const LogTail& tail, const LogAddition& addition,
                  const LogColumns& available) {
  const Names wanted = wanted_columns(addition.report);
  Names names{"timestamp", "profile", "report"};
  if (!tail.columns()) {
    names.insert(names.end(), wanted.begin(), wanted.end());
    return LogColumns(std::move(names));
  }

  const LogColumns& present = *tail.columns();
  if (tail.is_json() != addition.json) {
    file.fail(addition.json ? "it is not a JSON Lines log" : "it is a JSON Lines log",
              fmt::format("write to another file, or give -o {}", addition.json ? "csv" : "jsonl"));
  }
  if (!present.profile && addition.profiles.size() > 1) {
    file.fail("it has no column 'profile' to tell several profiles apart", "write to another file");
  }
  if (tail.is_json()) {
    if (!present.profile) std::erase(names, "profile");
    if (!present.report) std::erase(names, "report");
    names.insert(names.end(), wanted.begin(), wanted.end());
  } else {
    names = present.names;
    Names lacking;
    for (const std::string& name : wanted) {
      if (!present.find(name)) lacking.push_back(name);
    }
    Names unknown;
    for (const std::string& name : names) {
      if (!name.empty() && !available.find(name)) unknown.push_back(name);
    }
    const std::string_view hint =
        "write to another file, or name columns that this one has with --columns";
    if (!lacking.empty())
      file.fail(
          fmt::format("the log has no {}, which {} writes", join(lacking, ", "), addition.command),
          std::string(hint));
    if (!unknown.empty())
      file.fail(
          fmt::format("{} has no {}, which the log has", addition.command, join(unknown, ", ")),
          "write to another file");
  }
  LogColumns columns(std::move(names));
  // Otherwise nobody could tell whose these lines are.
  if (!columns.report && columns.usual_report != addition.command) {
    file.fail(fmt::format("without a column 'report' it is a log of {}, not of {}",
                          columns.usual_report, addition.command),
              "write to another file");
  }
  return columns;
}

// Who the report's sources are in the log.
std::vector<LogOwner> owners_of(const LogAddition& addition, const LogColumns& columns) {
  std::vector<LogOwner> owners;
  for (const std::string& profile : addition.profiles)
    owners.push_back({columns.profile ? profile : "", std::string(addition.command)});
  return owners;
}

// Leaves out those rows of a ledger that the log has.
void drop_known(std::vector<Entry>& entries, const LogFile& file, const LogTail& tail,
                const LogColumns& columns, bool json) {
  const auto as_logged = [json](std::string_view text) {
    return json ? std::string(text) : printable(text);
  };
  std::map<std::pair<std::string, std::string>, std::optional<LedgerEnd>> ends;
  std::erase_if(entries, [&](const Entry& entry) {
    const LogOwner owner{columns.profile ? std::string(entry.profile) : "",
                         fmt::format("{} {}", entry.report, entry.cell("account"))};
    const auto [end, is_new] = ends.try_emplace({owner.profile, owner.report});
    if (is_new) end->second = ledger_end(file, tail, owner);
    const std::string_view text = entry.cell("sn");
    std::int64_t sn = 0;
    std::from_chars(text.data(), text.data() + text.size(), sn);
    return end->second &&
           !end->second->lacks(sn, as_logged(entry.cell("event")), as_logged(entry.asset));
  });
}

// Adds the assets that were there and are not any more.
class SoldAssets {
 public:
  SoldAssets(const LogFile& file, const LogTail& tail, const LogAddition& addition)
      : file_(file), tail_(tail), addition_(addition) {}

  std::vector<Entry> entries(Entries& made, const LogColumns& columns) {
    std::vector<Entry> found;
    if (!addition_.all_assets || !columns.asset) return found;
    const auto last = last_assets_of(owners_of(addition_, columns));
    const Rows rows = by_asset(addition_.report.rows);
    const Rows zeros = by_asset(addition_.report.zeros);
    for (std::size_t source = 0; source < last.size(); ++source) {
      if (!last[source]) continue;
      for (const auto& [asset, had_balance] : *last[source]) {
        if (!had_balance || rows.contains({source, asset})) continue;
        if (const auto zero = zeros.find({source, asset}); zero != zeros.end()) {
          found.push_back(made.entry(*zero->second));
          continue;
        }
        found.push_back(made.entry(source, asset));
        warnings.push_back(
            {fmt::format("{}: the exchange no longer lists {}: its amounts are empty from now on",
                         file_.path(), asset),
             "", addition_.profiles.size() > 1 ? addition_.profiles[source] : ""});
      }
    }
    return found;
  }

  std::vector<Warning> warnings;

 private:
  // By source and asset, as the log names it.
  using Rows = std::map<std::pair<std::size_t, std::string>, const Row*>;

  std::vector<std::optional<LastAssets>> last_assets_of(const std::vector<LogOwner>& owners) {
    std::vector<std::optional<LastAssets>> found =
        tail_.columns() ? tail_.last_assets(owners)
                        : std::vector<std::optional<LastAssets>>(owners.size());
    if (std::ranges::all_of(found, [](const auto& each) { return each.has_value(); })) return found;
    try {
      const std::optional<std::string> rotated = predecessor(real_path(file_.path()));
      if (!rotated) return found;
      auto before = last_assets(*rotated, owners);
      for (std::size_t i = 0; i < found.size(); ++i) {
        if (!found[i]) found[i] = std::move(before[i]);
      }
    } catch (const Error& error) {
      warnings.push_back(
          fmt::format("{}; what was sold since then is not in {}", error.message, file_.path()));
    }
    return found;
  }

  Rows by_asset(const std::vector<Row>& rows) const {
    Rows found;
    for (const Row& row : rows) {
      const std::string& asset = asset_of(row);
      found.try_emplace({row.source, addition_.json ? asset : printable(asset)}, &row);
    }
    return found;
  }

  const LogFile& file_;
  const LogTail& tail_;
  const LogAddition& addition_;
};

}  // namespace

std::vector<Warning> append_to_log(const std::string& path, const LogAddition& addition,
                                   std::chrono::milliseconds patience) {
  LogFile file(path, patience);
  const LogTail tail(file);
  Entries made(addition);
  const LogColumns columns = layout(file, tail, addition, made.columns());
  if (addition.fills_in && !columns.find("availableBalance")) {
    file.fail("without availableBalance a day that is filled in could not be told from the others",
              "write to another file");
  }

  std::vector<Entry> entries;
  for (const Row& row : addition.report.rows) entries.push_back(made.entry(row));
  if (addition.command == "ledger") drop_known(entries, file, tail, columns, addition.json);
  SoldAssets sold(file, tail, addition);
  std::ranges::move(sold.entries(made, columns), std::back_inserter(entries));

  std::string lines;
  for (const Entry& entry : entries)
    lines += addition.json ? json_line(entry, columns) : csv_line(entry, columns);
  const std::string header = addition.json ? "" : csv_header(columns);
  const std::string fresh = header + lines;
  const std::string& text = tail.columns() ? lines : fresh;

  std::vector<Warning> warnings;
  if (!tail.torn_line().empty())
    warnings.push_back(keep_torn_line(real_path(path), tail.torn_line()));
  if (!text.empty() || !tail.torn_line().empty()) file.replace_tail(tail.end(), text, fresh);
  std::ranges::move(sold.warnings, std::back_inserter(warnings));
  return warnings;
}

}  // namespace coffer::app
