#pragma once

#include <compare>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/output/messages.hpp"
#include "app/output/report.hpp"

namespace coffer::app {

// An operator of conditions: "<=".
struct Comparison {
  std::string_view symbol;
  bool (*holds)(std::weak_ordering order) = nullptr;  // where the left side is so to the right one
};

// What --where asks of each row: "totalBalance>=1".
struct Where {
  std::string column;  // by key or heading, any case
  Comparison comparison;
  std::string value;
};

// Reads "COLUMN OP VALUE", with or without spaces around OP, one of < <= > >= == and !=. Nothing
// for any other text.
std::optional<Where> parse_where(std::string_view text);

// What tells by the cell of this column whether it holds for a row of the report, which must
// outlive it. Amounts and numbers compare exactly, times as times, text without regard to case. It
// never holds on a cell that is absent or does not apply.
//
// Throws Error{usage} where the value is none of the column's type, or where text, a flag or a list
// is asked for its order. A time is written as RFC 3339, a date or an age.
std::function<bool(const Row&)> row_filter(const Where& where, const Report& report,
                                           std::size_t column);

// What --fail-if asks about: "USDT.availableBalance<500".
struct Condition {
  std::string text;   // as it was written
  std::string asset;  // the one row that is tested; empty: every row that is shown
  Where where;        // whose value is a number
};

// Reads "[ASSET.]COLUMN OP NUMBER", with or without spaces around OP, one of < <= > >= == and !=.
// Nothing for any other text.
std::optional<Condition> parse_condition(std::string_view text);

// Throws Error{usage} where the report lacks the column, the column holds no numbers, or an asset
// is named and the report lists none.
void require_testable(const Condition& condition, const Report& report);

// Tests the conditions, which must be testable, on the rows of a report that is not shaped yet. One
// that names no asset is tested on the rows that are shown, which are all without `is_shown`.
// Exact. A condition never holds on a cell that is absent or does not apply. Each row for which one
// holds gives an error of the kind condition, which names the value found.
std::vector<Failure> held_conditions(const std::vector<Condition>& conditions, const Report& report,
                                     const std::function<bool(const Row&)>& is_shown = nullptr);

}  // namespace coffer::app
