#include "app/query/total.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace coffer::app {

Report total(Report report) {
  std::unordered_map<std::string, std::size_t> positions;
  std::vector<Row> sums;
  for (Row& row : report.rows) {
    const auto [found, is_new] = positions.try_emplace(asset_of(row), sums.size());
    if (is_new) {
      row.origin = 0;
      sums.push_back(std::move(row));
      continue;
    }
    Row& sum_row = sums[found->second];
    sum_row.only_tested = sum_row.only_tested && row.only_tested;
    std::vector<Cell>& cells = sum_row.cells;
    for (std::size_t column = 0; column < cells.size(); ++column) {
      if (auto* sum = std::get_if<Decimal>(&cells[column])) *sum = *sum + amount(row, column);
    }
  }
  report.rows = std::move(sums);

  for (Row& zero : report.zeros) zero.origin = 0;

  Origin origin;
  for (const Origin& part : report.origins)
    origin.received = std::max(origin.received, part.received);
  report.origins = {origin};
  report.several_profiles = false;
  return report;
}

}  // namespace coffer::app
