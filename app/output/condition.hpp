#pragma once

#include <compare>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/output/messages.hpp"
#include "app/output/report.hpp"
#include "app/output/where.hpp"
#include "coffer/decimal.hpp"

namespace coffer::app {

// What --fail-if asks about: "USDT.availableBalance<500".
struct Condition {
  std::string text;    // as it was written
  std::string asset;   // the one row that is tested; empty: every row that is shown
  std::string column;  // by key or heading, any case
  Comparison comparison;
  Decimal number;
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
