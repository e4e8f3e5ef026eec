#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "app/output/report.hpp"
#include "coffer/account.hpp"

namespace coffer::app {

inline Cell to_cell(std::string& text) { return std::move(text); }
inline Cell to_cell(Decimal& amount) { return std::move(amount); }
inline Cell to_cell(int integer) { return std::int64_t{integer}; }
inline Cell to_cell(bool flag) { return flag; }
inline Cell to_cell(std::vector<std::string>& list) { return std::move(list); }
inline Cell to_cell(const Expiry& expiry) { return expiry.time ? Cell(*expiry.time) : Never(); }
template <class Value>
Cell to_cell(std::optional<Value>& value) {
  return value ? to_cell(*value) : Cell();
}

// A report with a row for each record. A column shows the record's field of the same key; the cells
// of derived columns stay absent.
template <class Record>
Report report_of(std::vector<Column> columns, std::vector<Record> records, Source origin) {
  constexpr const auto& members = fields<Record>;
  std::vector<decltype(members.begin())> shown;  // end: none
  shown.reserve(columns.size());
  for (const Column& column : columns) {
    shown.push_back(
        std::ranges::find(members, column.key, &std::decay_t<decltype(members[0])>::key));
  }
  while (!shown.empty() && shown.back() == members.end()) shown.pop_back();

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
