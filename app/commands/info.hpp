#pragma once

#include "app/output/report.hpp"
#include "coffer/account.hpp"

namespace coffer::app {

// One record: what the exchange knows about the key. The time of expiry is absent where there is
// none.
Report info_report(const KeyInfo& info, Origin origin);

}  // namespace coffer::app
