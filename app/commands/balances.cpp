#include "app/commands/balances.hpp"

#include <utility>

namespace coffer::app {
namespace {

// The order of the columns; those of the cash account end with `locked`.
enum : std::size_t { asset, total, available, locked, borrowed, interest, net };

// Stands in a row where a derived cell will.
constexpr std::monostate not_derived;

Cell derive_locked(const Row& row) { return amount(row, total) - amount(row, available); }

Cell derive_net(const Row& row) {
  return amount(row, total) - amount(row, borrowed) - amount(row, interest);
}

template <class... Cells>
Row row_of(Cells&&... cells) {
  Row row;
  row.cells.reserve(sizeof...(cells));
  (row.cells.emplace_back(std::forward<Cells>(cells)), ...);
  return row;
}

}  // namespace

BalanceQuery balance_query(const ViewOptions& view) {
  BalanceQuery query{.assets = view.assets, .show_all = false};
  for (const std::string& asset : tested_assets(view)) {
    if (!contains(query.assets, asset)) query.assets.push_back(asset);
  }
  if (view.assets.empty()) query.show_all = view.show_all || !query.assets.empty();
  return query;
}

std::vector<Column> cash_columns() {
  return {
      {"asset", "ASSET"},
      {"totalBalance", "TOTAL", CellType::amount},
      {"availableBalance", "AVAILABLE", CellType::amount},
      {"lockedBalance", "LOCKED", CellType::amount, Visibility::tables, derive_locked},
  };
}

std::vector<Column> margin_columns() {
  std::vector<Column> columns = cash_columns();
  columns.push_back({"borrowed", "BORROWED", CellType::amount});
  columns.push_back({"interest", "INTEREST", CellType::amount});
  columns.push_back({"netBalance", "NET", CellType::amount, Visibility::tables, derive_net});
  return columns;
}

Report cash_report(std::vector<CashBalance> balances, Origin origin) {
  Report report;
  report.columns = cash_columns();
  report.rows.reserve(balances.size());
  for (CashBalance& balance : balances)
    report.rows.push_back(
        row_of(std::move(balance.asset), std::move(balance.total), std::move(balance.available)));
  report.origins.push_back(std::move(origin));
  return report;
}

Report margin_report(std::vector<MarginBalance> balances, Origin origin) {
  Report report;
  report.columns = margin_columns();
  report.rows.reserve(balances.size());
  for (MarginBalance& balance : balances)
    report.rows.push_back(
        row_of(std::move(balance.asset), std::move(balance.total), std::move(balance.available),
               not_derived, std::move(balance.borrowed), std::move(balance.interest), not_derived));
  report.origins.push_back(std::move(origin));
  return report;
}

}  // namespace coffer::app
