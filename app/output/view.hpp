#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "app/output/condition.hpp"
#include "app/output/shape.hpp"
#include "app/output/where.hpp"

namespace coffer::app {

// What the user wants to see of a report, and to be told of.
struct ViewOptions {
  std::vector<std::string> assets;          // in any case; empty: all
  bool show_all = false;                    // also assets with a zero balance
  std::optional<std::chrono::sys_days> at;  // as of the beginning of that day instead of now
  std::string currency;                     // of values; empty: the command's own, if any
  std::vector<std::string> columns;         // by key or heading, any case; empty: the default ones
  std::vector<Where> where;                 // rows that all of these hold for
  std::optional<Sort> sort;
  bool headers = true;
  bool timestamp = false;
  std::vector<Condition> conditions;
};

// The assets that conditions name, which are asked for like those to be shown.
std::vector<std::string> tested_assets(const ViewOptions& view);

// Whether the asset is among these, in any case.
bool contains(const std::vector<std::string>& assets, std::string_view asset);

// Whether the row is among those to be shown: of the named assets or, where zero balances are asked
// for only to be looked at (`asks_zeros`), of those with a balance.
bool is_shown(const ViewOptions& view, const Row& row, bool asks_zeros);

}  // namespace coffer::app
