#include "app/output/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "coffer/error.hpp"
#include "coffer/nearest.hpp"
#include "coffer/text.hpp"

namespace coffer::app {

std::size_t find_column(const std::vector<Column>& columns, std::string_view name) {
  const auto found = std::ranges::find_if(columns, [name](const Column& column) {
    return equal_ignoring_case(column.key, name) || equal_ignoring_case(column.heading, name);
  });
  const bool is_missing = found != columns.end() && !found->missing.empty();
  if (found != columns.end() && !is_missing)
    return static_cast<std::size_t>(found - columns.begin());

  std::vector<std::string_view> names;
  std::vector<std::string_view> headings;
  for (const Column& column : columns) {
    if (!column.missing.empty()) continue;
    names.emplace_back(column.key);
    headings.emplace_back(column.heading);
  }
  std::string hint = "the columns are " + join(names, ", ");
  names.insert(names.end(), headings.begin(), headings.end());
  const std::string_view near = nearest(name, names);
  if (!near.empty()) hint = fmt::format("did you mean '{}'? {}", near, hint);
  if (is_missing) hint = fmt::format("--{} gives it", found->missing);
  throw Error(
      ErrorKind::usage,
      name.empty() ? "a column's name is missing" : fmt::format("unknown column '{}'", name), hint);
}

void append(Report& report, Report&& part) {
  const std::size_t source = report.sources.size();
  if (source == 0) {
    report = std::move(part);
    return;
  }
  report.sources.push_back(std::move(part.sources.front()));
  std::ranges::move(part.warnings, std::back_inserter(report.warnings));
  for (Row& row : part.rows) {
    row.source = source;
    report.rows.push_back(std::move(row));
  }
}

Cell cell_of(const Report& report, const Row& row, std::size_t column) {
  const auto& derive = report.columns[column].derive;
  return derive ? derive(row) : row.cells[column];
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

std::string date(Time time) { return to_text(time).substr(0, 10); }

std::string to_text(const Cell& cell) {
  struct Text {
    std::string operator()(std::monostate) const { return {}; }
    std::string operator()(Never) const { return {}; }
    std::string operator()(const std::string& text) const { return text; }
    std::string operator()(const Decimal& amount) const { return amount.text(); }
    std::string operator()(std::int64_t integer) const { return fmt::to_string(integer); }
    std::string operator()(bool flag) const { return flag ? "true" : "false"; }
    std::string operator()(Time time) const { return to_text(time); }
    std::string operator()(const std::vector<std::string>& list) const { return join(list, " "); }
  };
  return std::visit(Text{}, cell);
}

}  // namespace coffer::app
