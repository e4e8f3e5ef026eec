#include "app/commands/balances.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "app/commands/ask.hpp"
#include "app/commands/records.hpp"
#include "app/commands/values.hpp"
#include "app/query/ledger.hpp"
#include "coffer/nearest.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

// The order of the columns; those of the cash account end with `locked`.
enum : std::size_t { asset, total, available, locked, borrowed, interest, net };

Cell derive_locked(const Row& row) { return amount(row, total) - amount(row, available); }

Cell derive_net(const Row& row) {
  return amount(row, total) - amount(row, borrowed) - amount(row, interest);
}

// The snapshot of a day, which the exchange may not have.
Snapshot snapshot_of(Client& client, AccountKind account, std::chrono::sys_days day) {
  try {
    Snapshot snapshot = client.snapshot(account, day);
    if (std::chrono::abs(snapshot.time - day) < std::chrono::days(1)) return snapshot;
    throw Error(ErrorKind::reply, fmt::format("{} snapshot: it is of {}, not of {}", name(account),
                                              to_text(snapshot.time), date(day)));
  } catch (Error& error) {
    if (error.kind != ErrorKind::rejected || !error.code) throw;
    const auto today =
        std::chrono::floor<std::chrono::days>(SystemClock().wall() + client.clock_correction());
    try {
      const Snapshot oldest = first_snapshot(client, account, today - std::chrono::days(7), today);
      error.hint = fmt::format("the exchange's snapshots go back to {}", date(oldest.time));
    } catch (const Error&) {
      // The refusal is what matters.
    }
    throw;
  }
}

void require_listed(const Snapshot& snapshot, const std::vector<std::string>& assets) {
  for (const std::string& asset : assets) {
    std::vector<std::string_view> codes;
    for (const SnapshotBalance& each : snapshot.balances) codes.emplace_back(each.asset);
    const auto is_it = [&](std::string_view code) { return equal_ignoring_case(code, asset); };
    if (std::ranges::any_of(codes, is_it)) continue;
    throw Error(
        ErrorKind::rejected,
        fmt::format("snapshot of {}: it lists no asset {}", date(snapshot.time), to_upper(asset)),
        suggestion(asset, codes));
  }
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
  if (options != nullptr && options->view.at) {
    if (options->append) {  // into a log that may have them
      for (const char* key : {"price", "value", "share", "currency"})
        columns.push_back({key, key, CellType::text, Visibility::on_request});
    }
    for (std::size_t i = total + 1; i < columns.size(); ++i) {
      columns[i].derive = [](const Row&) { return Cell(); };
      if (!options->append) columns[i].visibility = Visibility::on_request;
    }
    return columns;
  }
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
      set_values(report, currency, find_column(report.columns, valued));
    };
  }
  return ask_accounts(context, std::move(question));
}

Report snapshot_report(Client& client, AccountKind account, const Options& options) {
  Snapshot snapshot = snapshot_of(client, account, *options.view.at);
  require_listed(snapshot, options.view.assets);
  Report report;
  report.columns = options.command->columns(&options);
  for (SnapshotBalance& each : snapshot.balances)
    report.rows.push_back({{std::move(each.asset), std::move(each.total)}});
  report.sources.push_back({.profile = {}, .received = snapshot.time});
  return report;
}

Report cash_report(std::vector<CashBalance> balances, Source origin) {
  return report_of(cash_columns(), std::move(balances), std::move(origin));
}

Report margin_report(std::vector<MarginBalance> balances, Source origin) {
  return report_of(margin_columns(), std::move(balances), std::move(origin));
}

}  // namespace coffer::app
