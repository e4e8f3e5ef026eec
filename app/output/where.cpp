#include "app/output/where.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace coffer::app {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(' '), text.size());
  return text.substr(begin, text.find_last_not_of(' ') + 1 - begin);
}

}  // namespace

bool holds(Comparison comparison, std::weak_ordering order) {
  switch (comparison) {
    case Comparison::less:
      return std::is_lt(order);
    case Comparison::less_or_equal:
      return std::is_lteq(order);
    case Comparison::greater:
      return std::is_gt(order);
    case Comparison::greater_or_equal:
      return std::is_gteq(order);
    case Comparison::equal:
      return std::is_eq(order);
    case Comparison::unequal:
      return std::is_neq(order);
  }
  return false;
}

std::optional<ComparisonText> split_comparison(std::string_view text) {
  // The longer one first where one starts like another.
  constexpr std::array<std::pair<std::string_view, Comparison>, 6> operators{{
      {"<=", Comparison::less_or_equal},
      {">=", Comparison::greater_or_equal},
      {"==", Comparison::equal},
      {"!=", Comparison::unequal},
      {"<", Comparison::less},
      {">", Comparison::greater},
  }};
  std::string_view right = text;
  right.remove_prefix(std::min(text.find_first_of("<>=!"), text.size()));
  const std::string_view left = trimmed(text.substr(0, text.size() - right.size()));
  for (const auto& [symbol, comparison] : operators) {
    if (right.starts_with(symbol))
      return ComparisonText{left, comparison, trimmed(right.substr(symbol.size()))};
  }
  return std::nullopt;
}

std::optional<Where> parse_where(std::string_view text) {
  const auto parts = split_comparison(text);
  if (!parts || parts->left.empty() || parts->right.empty()) return std::nullopt;
  return Where{.column = std::string(parts->left),
               .comparison = parts->comparison,
               .value = std::string(parts->right)};
}

}  // namespace coffer::app
