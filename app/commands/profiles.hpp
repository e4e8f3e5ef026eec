#pragma once

#include <vector>

#include "app/accounts/account.hpp"
#include "app/output/report.hpp"
#include "app/query/query.hpp"
#include "app/system/environment.hpp"

namespace coffer::app {

// One row a profile, its key masked. Of a secret it tells where it is, "profile", "file" or
// "command", and no more.
Report profiles_report(const std::vector<Account>& accounts, Origin origin);

// The stored profiles, none of them asked. One that cannot be read is a failure.
Findings stored_findings(const Environment& environment);

}  // namespace coffer::app
