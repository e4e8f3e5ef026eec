#include "app/output/where.hpp"

#include <algorithm>
#include <array>

namespace coffer::app {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(' '), text.size());
  return text.substr(begin, text.find_last_not_of(' ') + 1 - begin);
}

// The longer one first where one starts like another.
constexpr std::array comparisons{
    Comparison{"<=", [](std::weak_ordering order) { return order <= 0; }},
    Comparison{">=", [](std::weak_ordering order) { return order >= 0; }},
    Comparison{"==", [](std::weak_ordering order) { return order == 0; }},
    Comparison{"!=", [](std::weak_ordering order) { return order != 0; }},
    Comparison{"<", [](std::weak_ordering order) { return order < 0; }},
    Comparison{">", [](std::weak_ordering order) { return order > 0; }},
};

}  // namespace

std::optional<ComparisonText> split_comparison(std::string_view text) {
  std::string_view right = text;
  right.remove_prefix(std::min(text.find_first_of("<>=!"), text.size()));
  const std::string_view left = trimmed(text.substr(0, text.size() - right.size()));
  for (const Comparison& comparison : comparisons) {
    if (!right.starts_with(comparison.symbol)) continue;
    return ComparisonText{left, comparison, trimmed(right.substr(comparison.symbol.size()))};
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
