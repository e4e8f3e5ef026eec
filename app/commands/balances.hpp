#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/cli/option.hpp"
#include "app/cli/option_values.hpp"
#include "app/cli/options.hpp"
#include "app/output/report.hpp"
#include "coffer/text.hpp"

namespace coffer::app {

// Options of all that asks for balances.
inline constexpr Option value_option{.name = "value",
                                     .value = {.name = "CODE"},
                                     .help = "values in this currency (worth: USDT by default)",
                                     .apply = [](Options& o, std::string_view v) {
                                       o.view.currency =
                                           to_upper(to_word(v, "--value: a currency code"));
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

inline constexpr Positional named_assets{
    .value = {.name = "ASSET"}, .repeats = true, .apply = [](Options& o, std::string_view v) {
      std::string asset = to_word(v, "an asset code");
      if (!contains_ignoring_case(o.view.assets, asset)) o.view.assets.push_back(std::move(asset));
    }};

// The price of the row's asset in the currency, by the prices of the row's source.
std::optional<Decimal> price_of(const Report& report, const Row& row, const std::string& currency);

// What an amount is worth at this price: 0 for none of it, at any price or none. Nothing where
// there is no price. Exact.
std::optional<Decimal> value_of(const Decimal& amount, const std::optional<Decimal>& price);

// Warns of the assets that lack a price, for each source by its index.
void warn_of_unpriced(Report& report, const std::string& currency,
                      const std::vector<std::vector<std::string>>& assets);

}  // namespace coffer::app
