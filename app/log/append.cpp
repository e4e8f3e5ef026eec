#include "app/log/append.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

#include "app/log/last_entries.hpp"
#include "app/log/log_file.hpp"
#include "app/log/log_tail.hpp"
#include "app/render/formats.hpp"
#include "app/terminal/text.hpp"
#include "coffer/error.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

using Names = std::vector<std::string>;

// The columns that a log of this report may have.
std::vector<Column> log_columns(const Report& report) {
  std::vector<Column> columns{{"timestamp", "", CellType::time}, {"profile", ""}, {"report", ""}};
  for (const Column& column : report.columns) {
    if (!is_leading_column(column.key)) columns.push_back(column);
  }
  return columns;
}

// The leading cells of an entry.
Row begin_entry(const LogAddition& addition, std::size_t source) {
  const std::string& profile = addition.profiles[source];
  return {{addition.report.sources[source].received, profile.empty() ? Cell() : Cell(profile),
           std::string(addition.command)},
          source};
}

// The row with a cell for each of the log's columns.
Row entry_of(const LogAddition& addition, const Row& row) {
  Row entry = begin_entry(addition, row.source);
  for (std::size_t i = 0; i < addition.report.columns.size(); ++i) {
    if (!is_leading_column(addition.report.columns[i].key))
      entry.cells.push_back(cell_of(addition.report, row, i));
  }
  return entry;
}

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
                  const std::vector<Column>& available) {
  const Names wanted = wanted_columns(addition.report);
  Names names{"timestamp", "profile", "report"};
  names.insert(names.end(), wanted.begin(), wanted.end());
  if (!tail.columns) return LogColumns(std::move(names));

  const LogColumns& present = *tail.columns;
  if (tail.is_json != addition.json) {
    file.fail(addition.json ? "it is not a JSON Lines log" : "it is a JSON Lines log",
              fmt::format("write to another file, or give -o {}", addition.json ? "csv" : "jsonl"));
  }
  if (!present.profile && addition.profiles.size() > 1) {
    file.fail("it has no column 'profile' to tell several profiles apart", "write to another file");
  }
  if (tail.is_json) {
    if (!present.profile) std::erase(names, "profile");
    if (!present.report) std::erase(names, "report");
  } else {
    Names different;
    for (const std::string& name : wanted) {
      if (!present.find(name)) different.push_back(name);
    }
    names = present.names;
    for (const std::string& name : names) {
      if (std::ranges::find(available, name, &Column::key) == available.end())
        different.push_back(name);
    }
    if (!different.empty()) {
      file.fail(fmt::format("the log and {} do not both have {}", addition.command,
                            join(different, ", ")),
                "write to another file");
    }
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

// A text as the log has it.
std::string as_logged(const LogAddition& addition, const std::string& text) {
  return addition.json ? text : printable(text);
}

// Leaves out those rows of a ledger that the log has.
void drop_known(Report& log, const LogFile& file, const LogTail& tail, const LogAddition& addition,
                const std::vector<LogOwner>& owners) {
  const std::size_t account = find_column(log.columns, "account");
  const std::size_t event = find_column(log.columns, "event");
  const std::size_t asset = find_column(log.columns, "asset");
  const std::size_t number = find_column(log.columns, "sn");
  std::map<std::pair<std::string, std::string>, std::optional<LedgerEnd>> ends;
  std::erase_if(log.rows, [&](const Row& row) {
    const auto text = [&](std::size_t column) { return std::get<std::string>(row.cells[column]); };
    LogOwner owner = owners[row.source];
    owner.report += " " + text(account);
    const auto [end, is_new] = ends.try_emplace({owner.profile, owner.report});
    if (is_new) end->second = ledger_end(file, tail, owner);
    return end->second &&
           !end->second->lacks(std::get<std::int64_t>(row.cells[number]),
                               as_logged(addition, text(event)), as_logged(addition, text(asset)));
  });
}

// Adds the assets that were there and are not any more. Returns what the user is told.
std::vector<Warning> add_sold(Report& log, const LogFile& file, const LogTail& tail,
                              const LogAddition& addition, const std::vector<LogOwner>& owners) {
  std::vector<Warning> warnings;
  auto sold = last_assets(file, tail, owners, warnings);
  const auto take = [&](const Row& row) {
    return sold[row.source].erase(as_logged(addition, asset_of(row))) > 0;
  };
  for (const Row& row : addition.report.rows) take(row);
  for (const Row& zero : addition.report.zeros) {
    if (take(zero)) log.rows.push_back(entry_of(addition, zero));
  }
  for (std::size_t source = 0; source < sold.size(); ++source) {
    for (const std::string& asset : sold[source]) {
      Row entry = begin_entry(addition, source);
      entry.cells.resize(log.columns.size());
      entry.cells[find_column(log.columns, "asset")] = asset;
      log.rows.push_back(std::move(entry));
      warnings.emplace_back(
          fmt::format("{}: the exchange no longer lists {}: its amounts are empty from now on",
                      file.path(), asset),
          "", addition.profiles.size() > 1 ? addition.profiles[source] : "");
    }
  }
  return warnings;
}

}  // namespace

std::vector<Warning> append_to_log(const std::string& path, const LogAddition& addition,
                                   std::chrono::milliseconds patience) {
  LogFile file(path, patience);
  const LogTail tail(file);
  Report log;
  log.columns = log_columns(addition.report);
  const LogColumns columns = layout(file, tail, addition, log.columns);
  if (addition.fills_in && !columns.find("availableBalance")) {
    file.fail("without availableBalance a day that is filled in could not be told from the others",
              "write to another file");
  }
  for (const std::string& name : columns.names) {
    const auto place = std::ranges::find(log.columns, name, &Column::key) - log.columns.begin();
    log.shown.push_back(static_cast<std::size_t>(place));
  }

  for (const Row& row : addition.report.rows) log.rows.push_back(entry_of(addition, row));
  const std::vector<LogOwner> owners = owners_of(addition, columns);
  if (addition.command == "ledger") drop_known(log, file, tail, addition, owners);
  std::vector<Warning> warnings;
  if (addition.all_assets && columns.asset) warnings = add_sold(log, file, tail, addition, owners);

  const Format& format = addition.json ? formats::jsonl : formats::csv;
  const std::string fresh = format.render(log, {});
  const std::string text = tail.columns ? format.render(log, {.headers = false}) : fresh;

  if (!tail.torn_line.empty())
    warnings.insert(warnings.begin(), keep_torn_line(path, tail.torn_line));
  file.replace_tail(tail.end, text, fresh);
  return warnings;
}

}  // namespace coffer::app
