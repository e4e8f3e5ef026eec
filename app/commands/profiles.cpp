#include "app/commands/profiles.hpp"

#include <array>
#include <string>
#include <utility>

#include "app/accounts/credentials.hpp"
#include "app/terminal/text.hpp"
#include "coffer/clock.hpp"

namespace coffer::app {
namespace {

// By the alternatives of ProfileFile::secret.
constexpr std::array<const char*, 3> sources{"profile", "file", "command"};

}  // namespace

Report profiles_report(const std::vector<StoredProfile>& profiles, Origin origin) {
  Report report;
  report.columns = {
      {"name", "NAME"},           {"apiKey", "API KEY"},
      {"secretSource", "SECRET"}, {"accountGroup", "GROUP", CellType::integer},
      {"baseUrl", "BASE URL"},    {"secretEncoding", "ENCODING"},
  };
  for (const auto& [profile, file] : profiles) {
    report.rows.push_back(
        {{profile, masked(file.api_key), std::string(sources.at(file.secret.index())),
          file.account_group ? Cell(std::int64_t{*file.account_group}) : Cell(),
          file.endpoint.origin(), std::string(name(file.encoding))}});
  }
  report.origins.push_back(std::move(origin));
  return report;
}

Findings stored_findings(const Environment& environment) {
  Findings findings;
  std::vector<StoredProfile> readable;
  for (const std::string& name : stored_profiles(environment)) {
    try {
      readable.push_back({name, read_profile_file(profile_path(name, environment))});
    } catch (const Error& error) {
      findings.failures.push_back({.profile = name, .error = error});
    }
  }
  if (readable.empty() && !findings.failures.empty()) return findings;
  findings.report = profiles_report(readable, {.profile = {}, .received = SystemClock().wall()});
  return findings;
}

}  // namespace coffer::app
