#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "app/output/report.hpp"

namespace coffer::app {

// The price of the row's asset in the currency, by the prices of the row's source.
std::optional<Decimal> price_of(const Report& report, const Row& row, const std::string& currency);

// What an amount is worth at this price: 0 for none of it, at any price or none. Nothing where
// there is no price. Exact.
std::optional<Decimal> value_of(const Decimal& amount, const std::optional<Decimal>& price);

// Fills the columns price, value, share and currency, which are the last ones. A row's value is
// that of its amount in the column `valued`. A share is a part of all that the row's source has, in
// percent, rounded half to even to two decimals; there is none of what is not worth more than
// nothing. Warns of what has no price.
void set_values(Report& report, const std::string& currency, std::size_t valued);

// Warns of the assets that lack a price, for each source by its index.
void warn_of_unpriced(Report& report, const std::string& currency,
                      const std::vector<std::vector<std::string>>& assets);

}  // namespace coffer::app
