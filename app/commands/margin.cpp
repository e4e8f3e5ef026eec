#include "app/commands/balances.hpp"
#include "app/commands/commands.hpp"

namespace coffer::app {
namespace {

using enum OptionGroup;

int run(const Context& context) {
  const auto ask = [&options = context.options](AskedClient& client) {
    if (options.view.at) return snapshot_report(client, AccountKind::margin, options);
    return margin_report(client.margin(balance_query(options)), {});
  };
  return ask_balances(context, ask, "netBalance");
}

}  // namespace

constexpr Command commands::margin{
    .name = "margin",
    .summary = "show the margin balances",
    .examples =
        "  coffer margin                     every asset with a balance or a debt\n"
        "  coffer margin USDT                this asset, also when it is zero\n"
        "  coffer margin --columns asset,netBalance --csv\n"
        "  coffer --sandbox margin           try it: no key, no network\n",
    .groups = {report, rows, log, conditions, watch, account, accounts, connection},
    .options = balance_options,
    .positional = named_assets,
    .columns = [](const Options* options) { return columns_for(options, margin_columns()); },
    .log_key = "asset",
    .run = run,
};

}  // namespace coffer::app
