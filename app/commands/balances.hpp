#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "app/cli/command.hpp"
#include "app/cli/option.hpp"
#include "app/cli/option_values.hpp"
#include "app/cli/options.hpp"
#include "app/output/report.hpp"
#include "coffer/account.hpp"
#include "coffer/client.hpp"
#include "coffer/text.hpp"

namespace coffer::app {

// What the commands that ask for balances have in common: options, and what may follow them.
inline constexpr Option value_option{
    .name = "value",
    .value = {.name = "CODE"},
    .help = "what it is worth in this currency (worth: USDT by default)",
    .apply = [](Options& o, std::string_view v) {
      o.view.currency = to_upper(to_word(v, "--value: a currency code"));
    }};
inline constexpr Option total_option{
    .name = "total",
    .help = "the sum over several profiles, of each asset",
    .apply = [](Options& o, std::string_view) { o.account.total = true; },
    .check =
        [](const Options& o) {
          if (o.account.several_profiles()) return;
          refuse("--total needs several profiles: --all-profiles, or more than one --profile");
        }};
inline constexpr std::array balance_options{
    Option{.name = "show-all",
           .help = "also assets with a zero balance",
           .apply = [](Options& o, std::string_view) { o.view.show_all = true; }},
    Option{.name = "at",
           .value = {.name = "DATE"},
           .help = "the totals at the beginning of that day (UTC), of the last seven",
           .apply = [](Options& o, std::string_view v) { o.view.at = to_date(v, "at"); },
           .excludes = "watch show-all fail-if value"},
    value_option, total_option};
inline constexpr Positional named_assets{
    .value = {.name = "ASSET"}, .repeats = true, .apply = [](Options& o, std::string_view v) {
      o.view.assets.push_back(to_word(v, "an asset code"));
    }};

// What is shown, what is tested and what a log must know of, in one question.
BalanceQuery balance_query(const Options& options);

// The columns of each, with what is locked and, of the margin account, net; and a report with a row
// for each balance.
std::vector<Column> cash_columns();
std::vector<Column> margin_columns();

// The same as the options want them: with values or without, and what there is of them at the
// beginning of a day; null for all that there can be.
std::vector<Column> columns_for(const Options* options, std::vector<Column> columns);

// Asks for balances, and for prices where values are wanted. The value of a row is that of its
// amount in the column `valued`.
int ask_balances(const Context& context, Ask ask, std::string_view valued);

// The balances at the beginning of the day that the options name. Throws Error{rejected} for a day
// that the exchange does not have, saying how far back it goes, and for a named asset that is not
// listed.
Report snapshot_report(Client& client, AccountKind account, const Options& options);

Report cash_report(std::vector<CashBalance> balances, Source origin);
Report margin_report(std::vector<MarginBalance> balances, Source origin);

}  // namespace coffer::app
