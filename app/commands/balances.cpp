#include "app/commands/balances.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "app/commands/ask.hpp"
#include "app/commands/commands.hpp"
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
    if (contains_ignoring_case(codes, asset)) continue;
    throw Error(
        ErrorKind::rejected,
        fmt::format("snapshot of {}: it lists no asset {}", date(snapshot.time), to_upper(asset)),
        suggestion(asset, codes));
  }
}

// What is shown, what is tested and what a log must know of, in one question.
BalanceQuery balance_query(const Options& options) {
  const ViewOptions& view = options.view;
  BalanceQuery query{.assets = view.assets,
                     .show_all = view.assets.empty() && asks_for_zeros(options)};
  for (const std::string& asset : tested_assets(view)) {
    if (!contains_ignoring_case(query.assets, asset)) query.assets.push_back(asset);
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

// The columns as the options want them: with values or without, and what there is of them at the
// beginning of a day; null for all that there can be.
std::vector<Column> columns_for(const Options* options, std::vector<Column> columns) {
  const bool is_given = options != nullptr && !options->view.currency.empty();
  const Visibility shown = is_given ? Visibility::everywhere : Visibility::on_request;
  if (is_given) columns[locked].visibility = Visibility::on_request;  // so that a table fits
  columns.push_back({"price", "PRICE", CellType::amount, shown});
  columns.push_back({"value", "VALUE", CellType::amount, shown});
  columns.push_back({"share", "SHARE", CellType::amount, shown});
  columns.push_back({"currency", "CURRENCY", CellType::text, is_given ? Visibility::data : shown});
  if (options == nullptr || is_given) return columns;
  const bool fills_in = options->view.at && options->append;  // a log that may have them
  if (options->view.at && !fills_in) columns.erase(columns.end() - 4, columns.end());
  for (Column& column : columns) {
    if (column.visibility == Visibility::on_request && !fills_in) column.missing = "value";
  }
  for (std::size_t i = total + 1; i < columns.size() && options->view.at; ++i) {
    columns[i].derive = [](const Row&) { return Cell(); };
    if (!fills_in) columns[i].visibility = Visibility::on_request;
  }
  return columns;
}

}  // namespace

std::optional<Decimal> price_of(const Report& report, const Row& row, const std::string& currency) {
  return report.sources[row.source].prices->price(asset_of(row), currency);
}

std::optional<Decimal> value_of(const Decimal& amount, const std::optional<Decimal>& price) {
  if (amount.sign() == 0) return Decimal();
  return price ? std::optional(amount * *price) : std::nullopt;
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

namespace {

// The balances at the beginning of the day that the options name. Throws Error{rejected} for a day
// that the exchange does not have, saying how far back it goes, and for a named asset that is not
// listed.
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

Report answer(AskedClient& client, AccountKind account, const Options& options) {
  if (options.view.at) return snapshot_report(client, account, options);
  const BalanceQuery query = balance_query(options);
  return account == AccountKind::cash ? report_of(cash_columns(), client.cash(query))
                                      : report_of(margin_columns(), client.margin(query));
}

// Fills the columns price, value, share and currency, which are the last ones. A row's value is
// that of its amount in the column `valued`. A share is a part of all that the row's source has, in
// percent, rounded half to even to two decimals; there is none of what is not worth more than
// nothing. Warns of what has no price.
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
    if (unit) row.cells[price] = *unit;
    row.cells.back() = currency;
    if (worth) {
      row.cells[value] = *worth;
      sums[row.source] = sums[row.source] + *worth;
    } else {
      unpriced[row.source].push_back(asset_of(row));
    }
  }
  for (Row& row : report.rows) {
    const auto* part = std::get_if<Decimal>(&row.cells[value]);
    const Decimal& sum = sums[row.source];
    if (part != nullptr && sum.sign() > 0) row.cells[share] = rounded_quotient(*part * 100, sum, 2);
  }
  warn_of_unpriced(report, currency, unpriced);
}

// Asks for balances, and for prices where values are wanted. The value of a row is that of its
// amount in the column `valued`.
int ask_balances(const Context& context, AccountKind account, std::string_view valued) {
  const Options& options = context.options;
  const std::string& currency = options.view.currency;
  Question question{
      .asks = {[&, account](AskedClient& client) { return answer(client, account, options); }},
      .currency = currency};
  if (!currency.empty()) {
    question.finish = [&, valued](Report& report) {
      report.columns = columns_for(&options, std::move(report.columns));
      set_values(report, currency, find_column(report.columns, valued));
    };
  }
  return ask_accounts(context, std::move(question));
}

constexpr std::array own_options{
    Option{.name = "show-all",
           .help = "also assets with a zero balance",
           .apply = [](Options& o, std::string_view) { o.view.show_all = true; }},
    Option{.name = "at",
           .value = {.name = "DATE"},
           .help = "the totals at the beginning of that day (UTC), of the last seven",
           .apply =
               [](Options& o, std::string_view v) {
                 o.view.at = std::chrono::floor<std::chrono::days>(
                     required(parse_date(v), "at", "expected a date as 2026-01-31"));
               },
           .excludes = "watch show-all fail-if value"},
    value_option, total_option};

using enum OptionGroup;

}  // namespace

constexpr Command commands::cash{
    .name = "cash",
    .summary = "show the cash balances",
    .examples =
        "  coffer cash                       every asset with a balance\n"
        "  coffer cash BTC USDT              these assets, also when they are zero\n"
        "  coffer cash --sort -totalBalance  the largest number first\n"
        "  coffer cash --where 'totalBalance>=1'\n"
        "  coffer cash --fail-if 'USDT.availableBalance<500'\n"
        "  coffer cash --append cash.csv     one more entry in a log\n"
        "  coffer cash --value USDT          with price, value and share\n"
        "  coffer cash --at 2026-01-31       how much it was when that day began\n"
        "  coffer cash --watch               the table, redrawn every 5 seconds\n"
        "  coffer cash -p main -p sub1       two accounts, row by row\n"
        "  coffer cash --all-profiles --total\n",
    .groups = {report, rows, log, conditions, watch, account, accounts, connection},
    .options = own_options,
    .positional = named_assets,
    .columns = [](const Options* options) { return columns_for(options, cash_columns()); },
    .log_key = "asset",
    .run = [](const Context& c) { return ask_balances(c, AccountKind::cash, "totalBalance"); },
};

constexpr Command commands::margin{
    .name = "margin",
    .summary = "show the margin balances",
    .examples =
        "  coffer margin                     every asset with a balance or a debt\n"
        "  coffer margin USDT                this asset, also when it is zero\n"
        "  coffer margin --columns asset,netBalance --csv\n",
    .groups = {report, rows, log, conditions, watch, account, accounts, connection},
    .options = own_options,
    .positional = named_assets,
    .columns = [](const Options* options) { return columns_for(options, margin_columns()); },
    .log_key = "asset",
    .run = [](const Context& c) { return ask_balances(c, AccountKind::margin, "netBalance"); },
};

}  // namespace coffer::app
