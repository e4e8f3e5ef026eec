#pragma once

#include <string_view>
#include <vector>

#include "app/cli/option.hpp"
#include "app/cli/option_values.hpp"
#include "app/cli/options.hpp"
#include "app/output/report.hpp"
#include "coffer/account.hpp"
#include "coffer/text.hpp"

namespace coffer::app {

// Options of all that asks for balances.
inline constexpr Option value_option{
    .name = "value",
    .value = {.name = "CODE"},
    .help = "what it is worth in this currency (worth: USDT by default)",
    .apply = [](Options& o, std::string_view v) {
      o.view.currency = to_upper(to_word(v, "--value: a currency code"));
    }};
inline constexpr Option total_option{
    .name = "total",
    .help = "the sum over several profiles",
    .apply = [](Options& o, std::string_view) { o.account.total = true; },
    .check =
        [](const Options& o) {
          if (o.account.several_profiles()) return;
          refuse("--total needs several profiles: --all-profiles, or more than one --profile");
        }};

// A report with a row for each balance, with what is locked and, of the margin account, net.
Report cash_report(std::vector<CashBalance> balances, Source origin);
Report margin_report(std::vector<MarginBalance> balances, Source origin);

}  // namespace coffer::app
