#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/commands/ask.hpp"
#include "app/commands/balances.hpp"
#include "app/commands/commands.hpp"
#include "coffer/error.hpp"

namespace coffer::app {
namespace {

using enum OptionGroup;

// The order of the columns.
enum : std::size_t { currency, cash, margin, value, unpriced };

std::string currency_of(const Row& row) { return std::get<std::string>(row.cells[currency]); }

std::vector<Column> columns() {
  constexpr CellType type = CellType::amount;
  return {
      {.key = "currency", .heading = "CURRENCY", .visibility = Visibility::data},
      {.key = "cashValue", .heading = "CASH", .type = type, .suffix = currency_of},
      {.key = "marginValue", .heading = "MARGIN", .type = type, .suffix = currency_of},
      {.key = "value", .heading = "WORTH", .type = type, .suffix = currency_of},
      {.key = "unpriced", .heading = "UNPRICED", .type = CellType::list},
  };
}

// Rows of an asset, its amount in the cash account, that in the margin account and their sum.
Report cash_amounts(Client& client) {
  Report report;
  for (CashBalance& each : client.cash())
    report.rows.push_back({{std::move(each.asset), each.total, Decimal(), each.total}});
  return report;
}

Report margin_amounts(Client& client) {
  constexpr int no_margin_account = 310002;
  Report report;
  try {
    for (MarginBalance& each : client.margin()) {
      const Decimal net = each.total - each.borrowed - each.interest;
      report.rows.push_back({{std::move(each.asset), Decimal(), net, net}});
    }
  } catch (const Error& error) {
    if (error.code != no_margin_account) throw;
  }
  return report;
}

// Makes one row of those of an account.
void add_up(Report& report, const std::string& in) {
  Row sum{{in, Decimal(), Decimal(), Decimal(), Cell()}};
  std::vector<std::string> lacking;
  for (const Row& row : report.rows) {
    const auto price = price_of(report, row, in);
    for (const std::size_t part : {cash, margin, value}) {
      if (const auto worth = value_of(amount(row, part), price)) {
        sum.cells[part] = amount(sum, part) + *worth;
      } else if (std::ranges::find(lacking, asset_of(row)) == lacking.end()) {
        lacking.push_back(asset_of(row));
      }
    }
  }
  warn_of_unpriced(report, in, {lacking});
  sum.cells[unpriced] = std::move(lacking);
  report.columns = columns();
  report.rows = {std::move(sum)};
}

int run(const Context& context) {
  const std::string& wanted = context.options.view.currency;
  const std::string in = wanted.empty() ? "USDT" : wanted;
  return ask_accounts(context, {.asks = {cash_amounts, margin_amounts},
                                .currency = in,
                                .finish = [in](Report& report) { add_up(report, in); },
                                .finishes_parts = true});
}

constexpr std::array own_options{value_option, total_option};

}  // namespace

constexpr Command commands::worth{
    .name = "worth",
    .summary = "show what cash and margin are worth in one currency",
    .examples =
        "  coffer worth                      at the last traded prices, in USDT\n"
        "  coffer worth --value BTC --json\n"
        "  coffer worth --fail-if 'value<10000'\n"
        "  coffer worth --append worth.csv   then `coffer history worth.csv --plot`\n"
        "  coffer worth --all-profiles --total\n",
    .groups = {report, log, conditions, watch, account, accounts, connection},
    .options = own_options,
    .layout = Layout::record,
    .columns = [](const Options*) { return columns(); },
    .log_key = "currency",
    .run = run,
};

}  // namespace coffer::app
