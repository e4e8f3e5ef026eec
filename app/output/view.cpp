#include "app/output/view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "coffer/error.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

bool has_balance(const Row& row) {
  return std::ranges::any_of(row.cells, [](const Cell& cell) {
    const auto* amount = std::get_if<Decimal>(&cell);
    return amount != nullptr && amount->sign() != 0;
  });
}

bool contains(const std::vector<std::size_t>& columns, std::size_t column) {
  return std::ranges::find(columns, column) != columns.end();
}

std::vector<std::size_t> named_columns(const Report& report, const ViewOptions& view) {
  std::vector<std::size_t> named;
  for (const std::string& name : view.columns) {
    const std::size_t column = find_column(report.columns, name);
    if (contains(named, column))
      throw Error(ErrorKind::usage, fmt::format("column '{}' is named twice", name));
    named.push_back(column);
  }
  return named;
}

std::vector<std::size_t> default_columns(const Report& report, bool for_table) {
  std::vector<std::size_t> columns;
  if (report.several_profiles && !(report.layout == Layout::record && for_table))
    columns.push_back(find_column(report.columns, "profile"));
  for (std::size_t column = 0; column < report.columns.size(); ++column) {
    const Visibility visibility = report.columns[column].visibility;
    if (visibility == Visibility::everywhere ||
        visibility == (for_table ? Visibility::tables : Visibility::data))
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

std::vector<std::string> tested_assets(const ViewOptions& view) {
  std::vector<std::string> assets;
  for (const Condition& condition : view.conditions) {
    if (!condition.asset.empty()) assets.push_back(condition.asset);
  }
  return assets;
}

bool is_shown(const ViewOptions& view, const Row& row, bool asks_zeros) {
  if (!view.assets.empty()) return contains_ignoring_case(view.assets, asset_of(row));
  return view.show_all || !asks_zeros || has_balance(row);
}

void shape(Report& report, const ViewOptions& view, bool for_table) {
  if (std::ranges::find(report.columns, "profile", &Column::key) == report.columns.end())
    report.columns.push_back({"profile", "PROFILE", CellType::text, Visibility::on_request,
                              [sources = report.sources](const Row& row) {
                                const std::string& profile = sources[row.source].profile;
                                return profile.empty() ? Cell() : Cell(profile);
                              }});
  report.columns.push_back(
      {"timestamp", "TIMESTAMP", CellType::time, Visibility::on_request,
       [sources = report.sources](const Row& row) { return sources[row.source].received; }});

  for (const Where& where : view.where) {
    std::erase_if(report.rows, std::not_fn(row_filter(where, report,
                                                      find_column(report.columns, where.column))));
  }

  if (view.timestamp) report.shown.push_back(find_column(report.columns, "timestamp"));
  for (const std::size_t column :
       view.columns.empty() ? default_columns(report, for_table) : named_columns(report, view)) {
    if (!contains(report.shown, column)) report.shown.push_back(column);
  }
  for (const std::size_t column : report.shown) derive(report, column);

  if (!view.sort) return;
  const std::size_t key = find_column(report.columns, view.sort->column);
  if (!contains(report.shown, key)) derive(report, key);
  std::ranges::stable_sort(report.rows, [&](const Row& left, const Row& right) {
    return view.sort->descending ? right.cells[key] < left.cells[key]
                                 : left.cells[key] < right.cells[key];
  });
}

}  // namespace coffer::app
