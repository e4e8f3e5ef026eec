#pragma once

#include <string>
#include <vector>

#include "app/accounts/profile_file.hpp"
#include "app/output/report.hpp"

namespace coffer::app {

struct StoredProfile {
  std::string name;
  ProfileFile file;
};

// One row a profile, its key masked. Of a secret it tells where it is, "profile", "file" or
// "command", and no more.
Report profiles_report(const std::vector<StoredProfile>& profiles, Origin origin);

}  // namespace coffer::app
