#include "app/output/row_filter.hpp"

#include <fmt/format.h>

#include <chrono>
#include <optional>

#include "app/output/time.hpp"
#include "coffer/error.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

std::optional<Time> to_time(std::string_view text) {
  if (const auto time = parse_time(text)) return time;
  if (const auto date = parse_date(text)) return date;
  const auto age = parse_age(text);
  if (!age) return std::nullopt;
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()) - *age;
}

[[noreturn]] void refuse(const Column& column, std::string_view rule) {
  throw Error(ErrorKind::usage, fmt::format("--where: {} {}", column.key, rule));
}

}  // namespace

RowFilter::RowFilter(const Where& where, const Report& report, std::size_t column)
    : column_(column), comparison_(where.comparison) {
  const Column& compared = report.columns[column];
  switch (compared.type) {
    case CellType::amount:
    case CellType::integer: {
      const auto number = Decimal::parse(where.value);
      if (!number) refuse(compared, "is compared with a number");
      value_ = *number;
      return;
    }
    case CellType::time: {
      const auto time = to_time(where.value);
      if (!time) refuse(compared, "is compared with a time: RFC 3339, a date, or an age as 7d");
      value_ = *time;
      return;
    }
    case CellType::flag:
      if (where.value != "true" && where.value != "false") refuse(compared, "is true or false");
      break;
    case CellType::text:
    case CellType::list:
      break;
  }
  if (comparison_.needs_order()) refuse(compared, "is compared by == or != only");
  value_ = where.value;
}

bool RowFilter::accepts(const Report& report, const Row& row) const {
  const auto& not_applicable = report.columns[column_].not_applicable;
  const Cell cell = cell_of(report, row, column_);
  if (std::holds_alternative<std::monostate>(cell) ||
      (not_applicable && !not_applicable(row).empty()))
    return false;
  std::string buffer;
  const std::string_view text = to_text(cell, buffer);
  if (const auto* number = std::get_if<Decimal>(&value_)) {
    const auto found = Decimal::parse(text);
    return found && comparison_.holds(*found <=> *number);
  }
  if (const auto* time = std::get_if<Time>(&value_))
    return comparison_.holds(std::get<Time>(cell) <=> *time);
  const bool is_equal = equal_ignoring_case(text, std::get<std::string>(value_));
  return comparison_.holds(is_equal ? std::weak_ordering::equivalent : std::weak_ordering::less);
}

}  // namespace coffer::app
