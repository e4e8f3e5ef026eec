#include "app/commands/balances.hpp"
#include "app/commands/commands.hpp"

namespace coffer::app {
namespace {

using enum OptionGroup;

int run(const Context& context) {
  const auto ask = [&options = context.options](AskedClient& client) {
    if (options.view.at) return snapshot_report(client, AccountKind::cash, options);
    return cash_report(client.cash(balance_query(options)), {});
  };
  return ask_balances(context, ask, "totalBalance");
}

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
        "  coffer cash --value USDT          prices, values and shares beside\n"
        "  coffer cash --at 2026-01-31       how much it was when that day began\n"
        "  coffer cash --watch               the table, redrawn every 5 seconds\n"
        "  coffer cash -p main -p sub1       two accounts, row by row\n"
        "  coffer cash --all-profiles --total\n"
        "  coffer --sandbox cash             try it: no key, no network\n",
    .groups = {report, rows, log, conditions, watch, account, accounts, connection},
    .options = balance_options,
    .positional = named_assets,
    .columns = [](const Options* options) { return columns_for(options, cash_columns()); },
    .log_key = "asset",
    .run = run,
};

}  // namespace coffer::app
