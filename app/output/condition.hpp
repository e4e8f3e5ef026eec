#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/output/report.hpp"
#include "app/output/where.hpp"
#include "coffer/decimal.hpp"
#include "coffer/error.hpp"

namespace coffer::app {

// What --fail-if asks about: "USDT.availableBalance<500".
struct Condition {
  std::string text;    // as it was written
  std::string asset;   // the one row that is tested; empty: every row that is shown
  std::string column;  // by key or heading, any case
  Comparison comparison = Comparison::less;
  Decimal number;
};

// Reads "[ASSET.]COLUMN OP NUMBER", with or without spaces around OP, one of < <= > >= == and !=.
// Nothing for any other text.
std::optional<Condition> parse_condition(std::string_view text);

// Throws Error{usage} where the report lacks the column, the column holds no numbers, or an asset
// is named and the report lists none.
void require_testable(const Condition& condition, const Report& report);

// A condition that holds for a row.
struct Alarm {
  std::size_t origin;  // index into Report::origins
  Error error;         // of kind condition; names the value found
};

// Tests the conditions, which must be testable, on the rows of a report that is not shaped yet.
// Exact. A condition never holds on a cell that is absent or does not apply.
std::vector<Alarm> alarms(const std::vector<Condition>& conditions, const Report& report);

}  // namespace coffer::app
