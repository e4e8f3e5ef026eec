#include "app/output/shape.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "app/output/row_filter.hpp"
#include "coffer/error.hpp"

namespace coffer::app {
namespace {

bool contains(const std::vector<std::size_t>& columns, std::size_t column) {
  return std::ranges::find(columns, column) != columns.end();
}

std::vector<std::size_t> named_columns(const Report& report, const Shaping& shaping) {
  std::vector<std::size_t> named;
  for (const std::string& name : shaping.columns) {
    const std::size_t column = find_column(report.columns, name);
    if (contains(named, column))
      throw Error(ErrorKind::usage, fmt::format("column '{}' is named twice", name));
    named.push_back(column);
  }
  return named;
}

std::vector<std::size_t> default_columns(const Report& report, const Shaping& shaping) {
  std::vector<std::size_t> columns;
  if (report.several_profiles && !(report.layout == Layout::record && shaping.for_table))
    columns.push_back(find_column(report.columns, "profile"));
  for (std::size_t column = 0; column < report.columns.size(); ++column) {
    const Visibility visibility = report.columns[column].visibility;
    if (visibility == Visibility::everywhere ||
        visibility == (shaping.for_table ? Visibility::tables : Visibility::data))
      columns.push_back(column);
  }
  return columns;
}

void derive(Report& report, std::size_t column) {
  const auto& cell = report.columns[column].derive;
  if (!cell) return;
  for (Row& row : report.rows) {
    if (row.cells.size() <= column) row.cells.resize(column + 1);
    row.cells[column] = cell(row);
  }
}

}  // namespace

void shape(Report& report, const Shaping& shaping) {
  if (std::ranges::find(report.columns, "profile", &Column::key) == report.columns.end())
    report.columns.push_back({"profile", "PROFILE", CellType::text, Visibility::on_request,
                              [sources = report.sources](const Row& row) {
                                const std::string& profile = sources[row.source].profile;
                                return profile.empty() ? Cell() : Cell(profile);
                              }});
  report.columns.push_back(
      {"timestamp", "TIMESTAMP", CellType::time, Visibility::on_request,
       [sources = report.sources](const Row& row) { return sources[row.source].received; }});

  for (const Where& where : shaping.where) {
    const RowFilter filter(where, report, find_column(report.columns, where.column));
    std::erase_if(report.rows, [&](const Row& row) { return !filter.accepts(report, row); });
  }

  if (shaping.timestamp) report.shown.push_back(find_column(report.columns, "timestamp"));
  for (const std::size_t column : shaping.columns.empty() ? default_columns(report, shaping)
                                                          : named_columns(report, shaping)) {
    if (!contains(report.shown, column)) report.shown.push_back(column);
  }
  for (const std::size_t column : report.shown) derive(report, column);

  if (!shaping.sort) return;
  const std::size_t key = find_column(report.columns, shaping.sort->column);
  if (!contains(report.shown, key)) derive(report, key);
  std::ranges::stable_sort(report.rows, [&](const Row& left, const Row& right) {
    return shaping.sort->descending ? right.cells[key] < left.cells[key]
                                    : left.cells[key] < right.cells[key];
  });
}

}  // namespace coffer::app
