#pragma once

#include <vector>

#include "app/output/report.hpp"
#include "coffer/account.hpp"

namespace coffer::app {

// A list of balances in their order, with what is locked and, of the margin account, net.
Report cash_report(std::vector<CashBalance> balances, Origin origin);
Report margin_report(std::vector<MarginBalance> balances, Origin origin);

}  // namespace coffer::app
