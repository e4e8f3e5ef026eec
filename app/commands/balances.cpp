#include "app/commands/balances.hpp"

#include <utility>

#include "app/commands/ask.hpp"
#include "app/commands/records.hpp"
#include "app/commands/values.hpp"

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
  // A share is a part of all.
  if (!query.assets.empty() && !view.currency.empty()) query.show_all = true;
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

std::vector<Column> columns_for(const Options* options, std::vector<Column> columns) {
  if (options != nullptr && options->view.currency.empty()) return columns;
  const bool is_given = options != nullptr;
  const Visibility shown = is_given ? Visibility::everywhere : Visibility::on_request;
  if (is_given) columns[locked].visibility = Visibility::on_request;  // so that a table fits
  columns.push_back({"price", "PRICE", CellType::amount, shown});
  columns.push_back({"value", "VALUE", CellType::amount, shown});
  columns.push_back({"share", "SHARE", CellType::amount, shown});
  columns.push_back({"currency", "CURRENCY", CellType::text, is_given ? Visibility::data : shown});
  return columns;
}

int ask_balances(const Context& context, Ask ask, std::string_view valued) {
  const std::string& currency = context.options.view.currency;
  Question question{.asks = {std::move(ask)}, .currency = currency};
  if (!currency.empty()) {
    question.finish = [&, valued](Report& report) {
      report.columns = columns_for(&context.options, std::move(report.columns));
      return set_values(report, currency, find_column(report.columns, valued));
    };
  }
  return ask_accounts(context, std::move(question));
}

Report cash_report(std::vector<CashBalance> balances, Source origin) {
  return report_of(cash_columns(), std::move(balances), std::move(origin));
}

Report margin_report(std::vector<MarginBalance> balances, Source origin) {
  return report_of(margin_columns(), std::move(balances), std::move(origin));
}

}  // namespace coffer::app
