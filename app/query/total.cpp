#include "app/query/total.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "coffer/text.hpp"

namespace coffer::app {

namespace {

// Leaves out the rows of an account that the report has under an earlier profile as well.
void drop_repeated_accounts(Report& report) {
  const std::vector<Source>& sources = report.sources;
  std::vector<std::string> told;
  std::vector<bool> is_repeated;
  for (auto each = sources.begin(); each != sources.end(); ++each) {
    const auto first = std::find_if(sources.begin(), each, [&](const Source& earlier) {
      return earlier.account.is(each->account);
    });
    is_repeated.push_back(first != each);
    if (first != each)
      told.push_back(fmt::format("{} is the account of {}", each->profile, first->profile));
  }
  std::erase_if(report.rows, [&](const Row& row) { return is_repeated[row.source]; });
  if (!told.empty()) report.warnings.push_back(note(join(told, ", ") + ": counted once"));
}

}  // namespace

Report total(Report report) {
  drop_repeated_accounts(report);
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
