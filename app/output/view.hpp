#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "app/output/condition.hpp"

namespace coffer::app {

struct Sort {
  std::string column;
  bool descending = false;
};

// What the user wants to see of a report, and to be told of.
struct ViewOptions {
  std::vector<std::string> assets = {};          // in any case; empty: all
  bool show_all = false;                         // also assets with a zero balance
  std::optional<std::chrono::sys_days> at = {};  // as of the beginning of that day, not of now
  std::string currency = {};                     // of values; empty: the command's own, if any
  std::vector<std::string> columns = {};  // by key or heading, any case; empty: the default ones
  std::vector<Where> where = {};          // rows that all of these hold for
  std::optional<Sort> sort = {};
  bool headers = true;
  bool timestamp = false;  // a first column with the time of the reply
  std::vector<Condition> conditions = {};
};

// The assets that conditions name, which are asked for like those to be shown.
std::vector<std::string> tested_assets(const ViewOptions& view);

// Whether the row is among those to be shown: of the named assets or, where zero balances are asked
// for only to be looked at (`asks_zeros`), of those with a balance.
bool is_shown(const ViewOptions& view, const Row& row, bool asks_zeros);

// Adds the columns `profile` (unless the report has its own) and `timestamp`, decides which columns
// are shown, drops the rows that --where does not hold for, sorts the others (stable in both
// directions; amounts by exact value, text by its bytes, absent cells first), and computes the
// derived cells that this needs and no others. Once a report.
//
// With several profiles, `profile` is by default shown first, after `timestamp` where that is asked
// for; not in record tables, whose blocks are headed by it.
//
// Throws Error{usage} for a column that the report does not have, naming the nearest, for one that
// is named twice, and for what row_filter refuses.
void shape(Report& report, const ViewOptions& view, bool for_table = false);

}  // namespace coffer::app
