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
Report cash_report(std::vector<CashBalance> balances, Source origin);
Report margin_report(std::vector<MarginBalance> balances, Source origin);

}  // namespace coffer::app
