#include "app/output/condition.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/output/time.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

std::string trimmed(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(' '), text.size());
  return std::string(text.substr(begin, text.find_last_not_of(' ') + 1 - begin));
}

// The longer one first where one starts like another.
constexpr std::array comparisons{
    Comparison{"<=", [](std::weak_ordering order) { return order <= 0; }},
    Comparison{">=", [](std::weak_ordering order) { return order >= 0; }},
    Comparison{"==", [](std::weak_ordering order) { return order == 0; }},
    Comparison{"!=", [](std::weak_ordering order) { return order != 0; }},
    Comparison{"<", [](std::weak_ordering order) { return order < 0; }},
    Comparison{">", [](std::weak_ordering order) { return order > 0; }},
};

[[noreturn]] void refuse(const Column& column, std::string_view rule) {
  throw Error(ErrorKind::usage, fmt::format("--where: {} {}", column.key, rule));
}

// What the cells of this column are compared with: an amount, a time or a text.
Cell compared_value(const Where& where, const Column& column) {
  switch (column.type) {
    case CellType::amount:
    case CellType::integer:
      if (const auto number = Decimal::parse(where.value)) return *number;
      refuse(column, "is compared with a number");
    case CellType::time:
      if (const auto time = parse_time_or_age(where.value))
        return resolved(
            *time, std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()));
      refuse(column, "is compared with a time: RFC 3339, a date, or an age as 7d");
    case CellType::flag:
      if (where.value != "true" && where.value != "false") refuse(column, "is true or false");
      break;
    case CellType::text:
    case CellType::list:
      break;
  }
  const bool needs_order = where.comparison.symbol.find_first_of("<>") == 0;
  if (needs_order) refuse(column, "is compared by == or != only");
  return where.value;
}

}  // namespace

std::optional<Where> parse_where(std::string_view text) {
  const std::string_view left = text.substr(0, text.find_first_of("<>=!"));
  const std::string_view right = text.substr(left.size());
  for (const Comparison& comparison : comparisons) {
    if (!right.starts_with(comparison.symbol)) continue;
    Where where{trimmed(left), comparison, trimmed(right.substr(comparison.symbol.size()))};
    if (where.column.empty() || where.value.empty()) break;
    return where;
  }
  return std::nullopt;
}

std::function<bool(const Row&)> row_filter(const Where& where, const Report& report,
                                           std::size_t column) {
  return [&report, column, comparison = where.comparison,
          value = compared_value(where, report.columns[column])](const Row& row) {
    const auto& not_applicable = report.columns[column].not_applicable;
    const Cell cell = cell_of(report, row, column);
    if (std::holds_alternative<std::monostate>(cell) ||
        (not_applicable && !not_applicable(row).empty()))
      return false;
    const std::string text = to_text(cell);
    if (const auto* number = std::get_if<Decimal>(&value)) {
      const auto found = Decimal::parse(text);
      return found && comparison.holds(*found <=> *number);
    }
    if (const auto* time = std::get_if<Time>(&value))
      return comparison.holds(std::get<Time>(cell) <=> *time);
    const bool is_equal = equal_ignoring_case(text, std::get<std::string>(value));
    return comparison.holds(is_equal ? std::weak_ordering::equivalent : std::weak_ordering::less);
  };
}

std::optional<Condition> parse_condition(std::string_view text) {
  auto where = parse_where(text);
  if (!where || !Decimal::parse(where->value)) return std::nullopt;
  Condition condition{std::string(text), {}, *std::move(where)};
  std::string& column = condition.where.column;
  const std::size_t point = column.rfind('.');  // no column has one in its name
  if (point == column.npos) return condition;
  condition.asset = column.substr(0, point);
  column.erase(0, point + 1);
  if (condition.asset.empty() || column.empty()) return std::nullopt;
  return condition;
}

void require_testable(const Condition& condition, const Report& report) {
  const Column& column = report.columns[find_column(report.columns, condition.where.column)];
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
  const bool has_assets = report.layout == Layout::list;
  std::vector<Failure> held;
  for (const Condition& condition : conditions) {
    const std::size_t position = find_column(report.columns, condition.where.column);
    const auto holds = row_filter(condition.where, report, position);
    for (const Row& row : report.rows) {
      const bool is_tested = condition.asset.empty()
                                 ? !is_shown || is_shown(row)
                                 : equal_ignoring_case(asset_of(row), condition.asset);
      if (!is_tested || !holds(row)) continue;
      const std::string value = to_text(cell_of(report, row, position));
      std::string message = fmt::format("{} holds: found {}", condition.text, value);
      if (has_assets && condition.asset.empty()) message += " in " + asset_of(row);
      held.push_back({.profile = report.several_profiles ? report.sources[row.source].profile : "",
                      .error = Error(ErrorKind::condition, std::move(message)),
                      .held = HeldCondition{.condition = condition.text,
                                            .asset = has_assets ? asset_of(row) : "",
                                            .column = report.columns[position].key,
                                            .value = value}});
    }
  }
  return held;
}

}  // namespace coffer::app
