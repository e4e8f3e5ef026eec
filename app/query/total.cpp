#include "app/query/total.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <unordered_map>
#include <utility>
#include <vector>

namespace coffer::app {

std::string drop_repeated_accounts(Report& report) {
  const std::vector<Source>& sources = report.sources;
  std::string told;
  std::vector<bool> is_repeated(sources.size());
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const auto is_same = [&](const Source& earlier) {
      return earlier.account.is(sources[i].account);
    };
    const auto end = sources.begin() + static_cast<std::ptrdiff_t>(i);
    const auto first = std::find_if(sources.begin(), end, is_same);
    if (first == end) continue;
    is_repeated[i] = true;
    told += fmt::format("{}{} is the account of {}", told.empty() ? "" : ", ", sources[i].profile,
                        first->profile);
  }
  if (told.empty()) return told;
  std::erase_if(report.rows, [&](const Row& row) { return is_repeated[row.source]; });
  return told + ": counted once";
}

Report total(Report report) {
  using Names = std::vector<std::string>;
  std::unordered_map<std::string, std::size_t> positions;
  std::vector<Row> sums;
  for (Row& row : report.rows) {
    const auto [found, is_new] = positions.try_emplace(asset_of(row), sums.size());
    if (is_new) {
      row.source = 0;
      sums.push_back(std::move(row));
      continue;
    }
    Row& sum_row = sums[found->second];
    std::vector<Cell>& cells = sum_row.cells;
    for (std::size_t column = 0; column < cells.size(); ++column) {
      if (auto* sum = std::get_if<Decimal>(&cells[column])) *sum = *sum + amount(row, column);
      if (auto* names = std::get_if<Names>(&cells[column])) {
        for (const std::string& name : std::get<Names>(row.cells[column])) {
          if (std::ranges::find(*names, name) == names->end()) names->push_back(name);
        }
      }
    }
  }
  report.rows = std::move(sums);

  Source all;
  for (const Source& part : report.sources) all.received = std::max(all.received, part.received);
  if (!report.sources.empty()) all.prices = report.sources.front().prices;
  report.sources = {all};
  report.several_profiles = false;
  report.is_total = true;
  return report;
}

}  // namespace coffer::app
