#pragma once

#include <string>
#include <vector>

#include "app/accounts/profile_file.hpp"
#include "app/output/report.hpp"
#include "app/query/query.hpp"
#include "app/system/environment.hpp"

namespace coffer::app {

struct StoredProfile {
  std::string name;
  ProfileFile file;
};

// One row a profile, its key masked. Of a secret it tells where it is, "profile", "file" or
// "command", and no more.
Report profiles_report(const std::vector<StoredProfile>& profiles, Origin origin);

// The stored profiles, none of them asked. One that cannot be read is a failure.
Findings stored_findings(const Environment& environment);

}  // namespace coffer::app
