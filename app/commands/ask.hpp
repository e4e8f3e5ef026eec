#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "app/cli/command.hpp"
#include "app/output/report.hpp"
#include "coffer/account.hpp"

namespace coffer::app {

// Runs a command that reports what the chosen accounts answer. Throws what account_query throws.
inline int ask_accounts(const Context& context, Question question) {
  const Options& options = context.options;
  return context.report(account_query(std::move(question), options.account, options.connection,
                                      options.terminal, context.environment, context.streams));
}

template <class Value>
Cell to_cell(Value& value) {
  return std::move(value);
}
inline Cell to_cell(int integer) { return std::int64_t{integer}; }
inline Cell to_cell(Expiry& expiry) { return expiry.time ? Cell(*expiry.time) : Never(); }
template <class Value>
Cell to_cell(std::optional<Value>& value) {
  return value ? to_cell(*value) : Cell();
}

// A report with a row for each record. A column shows the record's field of the same key; the cells
// of derived columns stay absent.
template <class Record>
Report report_of(std::vector<Column> columns, std::vector<Record> records, Source origin = {}) {
  constexpr const auto& members = fields<Record>;
  std::vector<decltype(members.begin())> shown;  // end: none
  shown.reserve(columns.size());
  for (const Column& column : columns) {
    shown.push_back(
        std::ranges::find(members, column.key, &std::decay_t<decltype(members[0])>::key));
  }

  Report report;
  report.columns = std::move(columns);
  report.rows.reserve(records.size());
  for (Record& record : records) {
    std::vector<Cell>& cells = report.rows.emplace_back().cells;
    cells.reserve(shown.size());
    for (const auto& field : shown) {
      cells.push_back(
          field == members.end()
              ? Cell()
              : std::visit([&](auto member) { return to_cell(record.*member); }, field->member));
    }
  }
  report.sources.push_back(std::move(origin));
  return report;
}

}  // namespace coffer::app
