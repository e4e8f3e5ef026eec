#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/output/condition.hpp"
#include "app/output/shape.hpp"
#include "app/output/where.hpp"

namespace coffer::app {

// What the user wants to see of a report, and to be told of.
struct ViewOptions {
  std::vector<std::string> columns;  // by key or heading, any case; empty: the default ones
  std::vector<Where> where;          // rows that all of these hold for
  std::optional<Sort> sort;
  bool headers = true;
  bool timestamp = false;
  std::vector<Condition> conditions;
};

}  // namespace coffer::app
