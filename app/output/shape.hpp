#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/output/report.hpp"
#include "app/output/where.hpp"

namespace coffer::app {

struct Sort {
  std::string column;
  bool descending = false;
};

// What the user asked of a report's shape.
struct Shaping {
  std::vector<std::string> columns = {};  // by key or heading, any case; empty: the default ones
  std::vector<Where> where = {};          // rows that all of them hold for
  std::optional<Sort> sort = {};
  bool timestamp = false;  // a first column with the time of the reply
  bool for_table = false;
};

// Adds the columns `profile` (unless the report has its own) and `timestamp`, decides which columns
// are shown, drops the rows that are not asked for, sorts the others (stable in both directions;
// amounts by exact value, text by its bytes, absent cells first), and computes the derived cells
// that this needs and no others. Once a report.
//
// With several profiles, `profile` is by default shown first, after `timestamp` where that is asked
// for; not in record tables, whose blocks are headed by it.
//
// Throws Error{usage} for a column that the report does not have, naming the nearest, for one that
// is named twice, and for what RowFilter refuses.
void shape(Report& report, const Shaping& shaping);

}  // namespace coffer::app
