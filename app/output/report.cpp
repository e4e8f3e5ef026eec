#include "app/output/report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "coffer/error.hpp"
#include "coffer/nearest.hpp"
#include "coffer/text.hpp"

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
  if (report.several_profiles && !(report.form == Form::record && shaping.for_table))
    columns.push_back(find_column(report.columns, "profile"));
  for (std::size_t column = 0; column < report.columns.size(); ++column) {
    const Visibility visibility = report.columns[column].visibility;
    if (visibility == Visibility::everywhere ||
        (visibility == Visibility::tables && shaping.for_table))
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

std::size_t find_column(const std::vector<Column>& columns, std::string_view name) {
  const auto found = std::ranges::find_if(columns, [name](const Column& column) {
    return equal_ignoring_case(column.key, name) || equal_ignoring_case(column.heading, name);
  });
  if (found != columns.end()) return static_cast<std::size_t>(found - columns.begin());

  std::vector<std::string_view> names;
  names.reserve(2 * columns.size());
  for (const Column& column : columns) names.emplace_back(column.key);
  std::string hint = "the columns are " + join(names, ", ");
  for (const Column& column : columns) names.emplace_back(column.heading);
  const std::string_view near = nearest(name, names);
  if (!near.empty()) hint = fmt::format("did you mean '{}'? {}", near, hint);
  throw Error(ErrorKind::usage, fmt::format("unknown column '{}'", name), hint);
}

void append(Report& report, Report&& part) {
  const std::size_t origin = report.origins.size();
  if (origin == 0) {
    report = std::move(part);
    return;
  }
  report.origins.push_back(std::move(part.origins.front()));
  for (Row& row : part.rows) {
    row.origin = origin;
    report.rows.push_back(std::move(row));
  }
}

void shape(Report& report, const Shaping& shaping) {
  std::erase_if(report.rows, [](const Row& row) { return row.only_tested; });
  if (std::ranges::find(report.columns, "profile", &Column::key) == report.columns.end())
    report.columns.push_back({"profile", "PROFILE", CellType::text, Visibility::on_request,
                              [origins = report.origins](const Row& row) {
                                const std::string& profile = origins[row.origin].profile;
                                return profile.empty() ? Cell() : Cell(profile);
                              }});
  report.columns.push_back(
      {"timestamp", "TIMESTAMP", CellType::time, Visibility::on_request,
       [origins = report.origins](const Row& row) { return origins[row.origin].received; }});

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

const std::string& asset_of(const Row& row) { return std::get<std::string>(row.cells.front()); }

const Decimal& amount(const Row& row, std::size_t cell) {
  return std::get<Decimal>(row.cells[cell]);
}

std::string to_text(Time time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

std::string_view to_text(const Cell& cell, std::string& buffer) {
  struct Text {
    std::string& buffer;
    std::string_view operator()(std::monostate) const { return {}; }
    std::string_view operator()(Never) const { return {}; }
    std::string_view operator()(const std::string& text) const { return text; }
    std::string_view operator()(const Decimal& amount) const { return amount.text(); }
    std::string_view operator()(std::int64_t integer) const {
      return buffer = fmt::to_string(integer);
    }
    std::string_view operator()(bool flag) const { return flag ? "true" : "false"; }
    std::string_view operator()(Time time) const { return buffer = to_text(time); }
    std::string_view operator()(const std::vector<std::string>& list) const {
      return buffer = join(list, " ");
    }
  };
  return std::visit(Text{buffer}, cell);
}

}  // namespace coffer::app
