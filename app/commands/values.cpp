#include "app/commands/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "coffer/text.hpp"

namespace coffer::app {
namespace {

constexpr std::size_t share_decimals = 2;

Cell to_cell(const std::optional<Decimal>& amount) { return amount ? Cell(*amount) : Cell(); }

// What the derived cells need of a report, which is shaped and taken apart meanwhile.
struct Values {
  Report report;  // without rows
  std::string currency;
  std::size_t valued;              // the column
  std::vector<Decimal> sums = {};  // of the sources

  std::optional<Decimal> value(const Row& row) const {
    return value_of(report, row, std::get<Decimal>(cell_of(report, row, valued)), currency);
  }
  Cell share(const Row& row) const {
    const auto part = value(row);
    const Decimal& sum = sums[row.source];
    if (!part || sum.sign() <= 0) return {};
    return rounded_quotient(*part * 100, sum, share_decimals);
  }
};

}  // namespace

std::optional<Decimal> value_of(const Report& report, const Row& row, const Decimal& amount,
                                const std::string& currency) {
  if (amount.sign() == 0) return Decimal();
  const auto price = report.sources[row.source].prices->price(asset_of(row), currency);
  return price ? std::optional(amount * *price) : std::nullopt;
}

void set_values(Report& report, const std::string& currency, std::size_t valued) {
  const auto values = std::make_shared<Values>(Values{{}, currency, valued});
  values->report.columns = report.columns;
  values->report.sources = report.sources;
  values->sums.resize(report.sources.size());
  std::vector<std::vector<std::string>> unpriced(report.sources.size());
  for (const Row& row : report.rows) {
    if (const auto value = values->value(row)) {
      values->sums[row.source] = values->sums[row.source] + *value;
    } else {
      unpriced[row.source].push_back(asset_of(row));
    }
  }
  const auto column = [&](std::string_view key) -> Column& {
    return report.columns[find_column(report.columns, key)];
  };
  column("price").derive = [values](const Row& row) {
    const Source& source = values->report.sources[row.source];
    return to_cell(source.prices->price(asset_of(row), values->currency));
  };
  column("value").derive = [values](const Row& row) { return to_cell(values->value(row)); };
  column("share").derive = [values](const Row& row) { return values->share(row); };
  column("currency").derive = [currency](const Row&) { return Cell(currency); };
  warn_of_unpriced(report, currency, unpriced);
}

void warn_of_unpriced(Report& report, const std::string& currency,
                      const std::vector<std::vector<std::string>>& assets) {
  for (std::size_t i = 0; i < assets.size(); ++i) {
    if (assets[i].empty()) continue;
    report.warnings.push_back({fmt::format("no price in {} for {}: no sum has them in it", currency,
                                           join(assets[i], ", ")),
                               {},
                               report.several_profiles ? report.sources[i].profile : ""});
  }
}

}  // namespace coffer::app
