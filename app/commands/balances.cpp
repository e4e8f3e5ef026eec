#include "app/commands/balances.hpp"

#include <utility>

#include "app/commands/records.hpp"

namespace coffer::app {
namespace {

// The order of the columns; those of the cash account end with `locked`.
enum : std::size_t { asset, total, available, locked, borrowed, interest, net };

Cell derive_locked(const Row& row) { return amount(row, total) - amount(row, available); }

Cell derive_net(const Row& row) {
  return amount(row, total) - amount(row, borrowed) - amount(row, interest);
}

}  // namespace

BalanceQuery balance_query(const Options& options) {
  const ViewOptions& view = options.view;
  BalanceQuery query{.assets = view.assets,
                     .show_all = view.assets.empty() && asks_for_zeros(options)};
  for (const std::string& asset : tested_assets(view)) {
    if (!contains(query.assets, asset)) query.assets.push_back(asset);
  }
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

Report cash_report(std::vector<CashBalance> balances, Source origin) {
  return report_of(cash_columns(), std::move(balances), std::move(origin));
}

Report margin_report(std::vector<MarginBalance> balances, Source origin) {
  return report_of(margin_columns(), std::move(balances), std::move(origin));
}

}  // namespace coffer::app
