#include "app/output/view.hpp"

#include <algorithm>

#include "coffer/text.hpp"

namespace coffer::app {
namespace {

bool has_balance(const Row& row) {
  return std::ranges::any_of(row.cells, [](const Cell& cell) {
    const auto* amount = std::get_if<Decimal>(&cell);
    return amount != nullptr && amount->sign() != 0;
  });
}

}  // namespace

std::vector<std::string> tested_assets(const ViewOptions& view) {
  std::vector<std::string> assets;
  for (const Condition& condition : view.conditions) {
    if (!condition.asset.empty()) assets.push_back(condition.asset);
  }
  return assets;
}

bool contains(const std::vector<std::string>& assets, std::string_view asset) {
  return std::ranges::any_of(
      assets, [&](const std::string& each) { return equal_ignoring_case(each, asset); });
}

bool is_shown(const ViewOptions& view, const Row& row, bool asks_zeros) {
  if (!view.assets.empty()) return contains(view.assets, asset_of(row));
  return view.show_all || !asks_zeros || has_balance(row);
}

}  // namespace coffer::app
