#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace coffer::app {

// An operator of conditions: "<=".
struct Comparison {
  std::string_view symbol;
  bool (*holds)(std::weak_ordering order) = nullptr;  // where the left side is so to the right one

  // Whether it asks which side is greater.
  constexpr bool needs_order() const { return symbol.front() == '<' || symbol.front() == '>'; }
};

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
  Comparison comparison;
  std::string value;
};

// Reads "COLUMN OP VALUE". Nothing for any other text.
std::optional<Where> parse_where(std::string_view text);

}  // namespace coffer::app
