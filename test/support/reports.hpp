#pragma once

#include <utility>
#include <vector>

#include "app/commands/ask.hpp"
#include "app/commands/commands.hpp"
#include "coffer/account.hpp"

namespace coffer::app {

// What `cash` and `margin` show of balances.
inline Report cash_report(std::vector<CashBalance> balances, Source origin = {}) {
  return report_of(commands::cash.columns(nullptr), std::move(balances), std::move(origin));
}
inline Report margin_report(std::vector<MarginBalance> balances, Source origin = {}) {
  return report_of(commands::margin.columns(nullptr), std::move(balances), std::move(origin));
}

}  // namespace coffer::app
