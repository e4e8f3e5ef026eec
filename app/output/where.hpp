#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace coffer::app {

enum class Comparison { less, less_or_equal, greater, greater_or_equal, equal, unequal };

bool holds(Comparison comparison, std::weak_ordering order);

// "LEFT OP RIGHT", with or without spaces around OP, one of < <= > >= == and !=.
struct ComparisonText {
  std::string_view left;
  Comparison comparison;
  std::string_view right;
};

// Nothing for any other text. A side may be empty.
std::optional<ComparisonText> split_comparison(std::string_view text);

// What --where asks of each row: "totalBalance>=1".
struct Where {
  std::string column;  // by key or heading, any case
  Comparison comparison = Comparison::equal;
  std::string value;
};

// Reads "COLUMN OP VALUE". Nothing for any other text.
std::optional<Where> parse_where(std::string_view text);

}  // namespace coffer::app
