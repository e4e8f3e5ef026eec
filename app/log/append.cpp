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

// The columns of the lines that are added.
LogColumns layout(const LogFile& file, const LogTail& tail, const LogAddition& addition) {
  const Report& report = addition.report;
  const std::string_view command = addition.command;
  const bool json = addition.json;
  Names wanted;
  for (const std::size_t column : report.shown) {
    const std::string& key = report.columns[column].key;
    if (!is_leading_column(key)) wanted.push_back(key);
  }
  Names names{"timestamp", "profile", "report"};
  names.insert(names.end(), wanted.begin(), wanted.end());
  if (!tail.columns) return LogColumns(std::move(names));

  const LogColumns& present = *tail.columns;
  if (tail.is_json != json) {
    file.fail(json ? "it is not a JSON Lines log" : "it is a JSON Lines log",
              fmt::format("write to another file, or give -o {}", json ? "csv" : "jsonl"));
  }
  if (!present.profile && report.sources.size() > 1) {
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
      if (std::ranges::find(report.columns, name, &Column::key) == report.columns.end())
        different.push_back(name);
    }
    if (!different.empty()) {
      file.fail(fmt::format("the log and {} do not both have {}", command, join(different, ", ")),
                "write to another file");
    }
  }
  LogColumns columns(std::move(names));
  // Otherwise nobody could tell whose these lines are.
  if (!columns.report && columns.usual_report != command) {
    file.fail(fmt::format("without a column 'report' it is a log of {}, not of {}",
                          columns.usual_report, command),
              "write to another file");
  }
  return columns;
}

// Computes the cells of a row in these columns.
void derive(const Report& log, Row& row, const std::vector<std::size_t>& columns) {
  row.cells.resize(log.columns.size());
  for (const std::size_t column : columns) row.cells[column] = cell_of(log, row, column);
}

// A text as the log has it.
std::string as_logged(const LogAddition& addition, const std::string& text) {
  return addition.json ? text : printable(text);
}

// Leaves out those rows of a ledger that the log has.
void drop_known(LogAddition& addition, const LogFile& file, const LogTail& tail,
                const std::vector<LogOwner>& owners) {
  Report& log = addition.report;
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
std::vector<Warning> add_sold(LogAddition& addition, const LogFile& file, const LogTail& tail,
                              const std::vector<LogOwner>& owners) {
  Report& log = addition.report;
  std::vector<Warning> warnings;
  auto sold = last_assets(file, tail, owners, warnings);
  const auto take = [&](const Row& row) {
    return sold[row.source].erase(as_logged(addition, asset_of(row))) > 0;
  };
  for (const Row& row : log.rows) take(row);
  for (Row& zero : log.zeros) {
    if (!take(zero)) continue;
    derive(log, zero, log.shown);
    log.rows.push_back(std::move(zero));
  }
  for (std::size_t source = 0; source < sold.size(); ++source) {
    for (const std::string& asset : sold[source]) {
      Row& row = log.rows.emplace_back(Row{{asset}, source});
      derive(log, row,
             {find_column(log.columns, "timestamp"), find_column(log.columns, "profile"),
              find_column(log.columns, "report")});
      warnings.emplace_back(
          fmt::format("{}: the exchange no longer lists {}: its amounts are empty from now on",
                      file.path(), asset),
          "", log.sources.size() > 1 ? log.sources[source].profile : "");
    }
  }
  return warnings;
}

}  // namespace

std::vector<Warning> append_to_log(const std::string& path, LogAddition addition,
                                   std::chrono::milliseconds patience) {
  LogFile file(path, patience);
  const LogTail tail(file);
  Report& log = addition.report;
  log.columns.push_back({.key = "report", .heading = {}, .derive = [&](const Row&) {
                           return Cell(std::string(addition.command));
                         }});
  const LogColumns columns = layout(file, tail, addition);
  if (addition.fills_in && !columns.find("availableBalance")) {
    file.fail("without availableBalance a day that is filled in could not be told from the others",
              "write to another file");
  }
  log.shown.clear();
  for (const std::string& name : columns.names) log.shown.push_back(find_column(log.columns, name));
  std::vector<LogOwner> owners;
  for (const Source& source : log.sources)
    owners.push_back({columns.profile ? source.profile : "", std::string(addition.command)});

  for (Row& row : log.rows) derive(log, row, log.shown);
  if (addition.command == "ledger") drop_known(addition, file, tail, owners);
  std::vector<Warning> warnings;
  if (addition.all_assets && columns.asset) warnings = add_sold(addition, file, tail, owners);

  const Format& format = addition.json ? formats::jsonl : formats::csv;
  const std::string fresh = format.render(log, {});
  const std::string text = tail.columns ? format.render(log, {.headers = false}) : fresh;

  if (!tail.torn_line.empty())
    warnings.insert(warnings.begin(), keep_torn_line(path, tail.torn_line));
  file.replace_tail(tail.end, text, fresh);
  return warnings;
}

}  // namespace coffer::app
