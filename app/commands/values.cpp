#include "app/commands/values.hpp"

#include <fmt/format.h>

#include <variant>

#include "coffer/text.hpp"

namespace coffer::app {
namespace {

constexpr std::size_t share_decimals = 2;

Cell to_cell(const std::optional<Decimal>& amount) { return amount ? Cell(*amount) : Cell(); }

}  // namespace

std::optional<Decimal> price_of(const Report& report, const Row& row, const std::string& currency) {
  return report.sources[row.source].prices->price(asset_of(row), currency);
}

std::optional<Decimal> value_of(const Decimal& amount, const std::optional<Decimal>& price) {
  if (amount.sign() == 0) return Decimal();
  return price ? std::optional(amount * *price) : std::nullopt;
}

void set_values(Report& report, const std::string& currency, std::size_t valued) {
  const std::size_t price = report.columns.size() - 4;
  const std::size_t value = price + 1;
  const std::size_t share = price + 2;
  std::vector<Decimal> sums(report.sources.size());
  std::vector<std::vector<std::string>> unpriced(report.sources.size());
  for (Row& row : report.rows) {
    row.cells.resize(report.columns.size());
    const auto unit = price_of(report, row, currency);
    const auto worth = value_of(std::get<Decimal>(cell_of(report, row, valued)), unit);
    row.cells[price] = to_cell(unit);
    row.cells[value] = to_cell(worth);
    row.cells.back() = currency;
    if (worth) {
      sums[row.source] = sums[row.source] + *worth;
    } else {
      unpriced[row.source].push_back(asset_of(row));
    }
  }
  for (Row& row : report.rows) {
    const auto* part = std::get_if<Decimal>(&row.cells[value]);
    const Decimal& sum = sums[row.source];
    if (part != nullptr && sum.sign() > 0)
      row.cells[share] = rounded_quotient(*part * 100, sum, share_decimals);
  }
  warn_of_unpriced(report, currency, unpriced);
}

void warn_of_unpriced(Report& report, const std::string& currency,
                      const std::vector<std::vector<std::string>>& assets) {
  for (std::size_t i = 0; i < assets.size(); ++i) {
    if (assets[i].empty()) continue;
    report.warnings.push_back({fmt::format("no price in {} for {}: left out of every sum", currency,
                                           join(assets[i], ", ")),
                               {},
                               report.several_profiles ? report.sources[i].profile : ""});
  }
}

}  // namespace coffer::app
