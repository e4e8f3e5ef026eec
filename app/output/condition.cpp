#include "app/output/condition.hpp"

#include <fmt/format.h>

#include <variant>

#include "coffer/text.hpp"

namespace coffer::app {
namespace {

// The number in a cell, where there is one that applies.
std::optional<Decimal> number(const Report& report, const Row& row, std::size_t position) {
  const Column& column = report.columns[position];
  if (column.not_applicable && !column.not_applicable(row).empty()) return std::nullopt;
  const Cell cell = cell_of(report, row, position);
  if (const auto* amount = std::get_if<Decimal>(&cell)) return *amount;
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) {
    return Decimal::parse(fmt::to_string(*integer));
  }
  return std::nullopt;
}

}  // namespace

std::optional<Condition> parse_condition(std::string_view text) {
  const auto parts = split_comparison(text);
  if (!parts) return std::nullopt;
  const std::string_view left = parts->left;
  const auto number = Decimal::parse(parts->right);

  const std::size_t point = left.rfind('.');  // no column has one in its name
  const bool names_asset = point != std::string_view::npos;
  const std::string_view asset = left.substr(0, names_asset ? point : 0);
  const std::string_view column = names_asset ? left.substr(point + 1) : left;
  if (!number || column.empty() || (names_asset && asset.empty())) {
    return std::nullopt;
  }
  return Condition{.text = std::string(text),
                   .asset = std::string(asset),
                   .column = std::string(column),
                   .comparison = parts->comparison,
                   .number = *number};
}

void require_testable(const Condition& condition, const Report& report) {
  const Column& column = report.columns[find_column(report.columns, condition.column)];
  if (column.type != CellType::amount && column.type != CellType::integer) {
    throw Error(ErrorKind::usage, fmt::format("--fail-if: {} is not a number", column.key));
  }
  if (!condition.asset.empty() && report.layout == Layout::record) {
    throw Error(ErrorKind::usage, "--fail-if: this command lists no assets",
                fmt::format("name the column alone: {}", column.key));
  }
}

std::vector<Failure> held_conditions(const std::vector<Condition>& conditions, const Report& report,
                                     const std::function<bool(const Row&)>& is_shown) {
  std::vector<Failure> held;
  for (const Condition& condition : conditions) {
    const std::size_t position = find_column(report.columns, condition.column);
    for (const Row& row : report.rows) {
      const bool is_tested = condition.asset.empty()
                                 ? !is_shown || is_shown(row)
                                 : equal_ignoring_case(asset_of(row), condition.asset);
      if (!is_tested) continue;
      const auto value = number(report, row, position);
      if (!value || !condition.comparison.holds(*value <=> condition.number)) continue;
      const bool names_row = report.layout == Layout::list && condition.asset.empty();
      held.push_back(
          {.profile = report.several_profiles ? report.sources[row.source].profile : "",
           .error = Error(ErrorKind::condition,
                          fmt::format("{} holds: found {}{}{}", condition.text, value->text(),
                                      names_row ? " in " : "", names_row ? asset_of(row) : "")),
           .held = HeldCondition{.condition = condition.text,
                                 .asset = report.layout == Layout::list ? asset_of(row) : "",
                                 .column = report.columns[position].key,
                                 .value = value->text()}});
    }
  }
  return held;
}

}  // namespace coffer::app
