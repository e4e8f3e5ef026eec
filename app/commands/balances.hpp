#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "app/cli/option.hpp"
#include "app/cli/option_values.hpp"
#include "app/cli/options.hpp"
#include "app/output/report.hpp"
#include "coffer/account.hpp"
#include "coffer/client.hpp"

namespace coffer::app {

// What the commands that list balances have in common: their options and what may follow them.
inline constexpr std::array balance_options{
    Option{.name = "show-all",
           .help = "also assets with a zero balance",
           .apply = [](Options& o, std::string_view) { o.view.show_all = true; }},
    Option{.name = "at",
           .value = {.name = "DATE"},
           .help = "the totals at the beginning of that day (UTC), seven days back",
           .apply = [](Options& o, std::string_view v) { o.view.at = to_date(v, "at"); },
           .excludes = "watch show-all fail-if value"},
    Option{.name = "total",
           .help = "one row an asset: the sum over several profiles",
           .apply = [](Options& o, std::string_view) { o.account.total = true; },
           .check =
               [](const Options& o) {
                 if (o.account.several_profiles()) return;
                 refuse(
                     "--total needs several profiles: --all-profiles, or more than one --profile");
               }},
};
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

// What there is of them at the beginning of a day, where the options ask for that; else all.
std::vector<Column> columns_at(std::vector<Column> columns, const Options* options);

// The balances at the beginning of the day that the options name. Throws Error{rejected} for a day
// that the exchange does not have, saying how far back it goes, and for a named asset that is not
// listed.
Report snapshot_report(Client& client, AccountKind account, const Options& options);

Report cash_report(std::vector<CashBalance> balances, Source origin);
Report margin_report(std::vector<MarginBalance> balances, Source origin);

}  // namespace coffer::app
