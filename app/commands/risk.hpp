#pragma once

#include "app/output/report.hpp"
#include "coffer/account.hpp"

namespace coffer::app {

// One record: the margin account's risk profile.
Report risk_report(const MarginRisk& risk, Origin origin);

}  // namespace coffer::app
