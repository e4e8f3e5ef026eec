#include <array>
#include <string>
#include <vector>

#include "app/accounts/credentials.hpp"
#include "app/accounts/profile_file.hpp"
#include "app/commands/commands.hpp"
#include "app/terminal/text.hpp"
#include "coffer/clock.hpp"

namespace coffer::app {
namespace {

struct StoredProfile {
  std::string name;
  ProfileFile file;
};

// By the alternatives of ProfileFile::secret.
constexpr std::array<const char*, 3> sources{"profile", "file", "command"};

std::vector<Column> columns() {
  return {
      {"name", "NAME"},           {"apiKey", "API KEY"},
      {"secretSource", "SECRET"}, {"accountGroup", "GROUP", CellType::integer},
      {"baseUrl", "BASE URL"},    {"secretEncoding", "ENCODING"},
  };
}

// Of a secret it tells where it is, and no more.
Report to_report(const std::vector<StoredProfile>& profiles) {
  Report report;
  report.columns = columns();
  for (const auto& [profile, file] : profiles) {
    report.rows.push_back(
        {{profile, masked(file.api_key), std::string(sources.at(file.secret.index())),
          file.account_group ? Cell(std::int64_t{*file.account_group}) : Cell(),
          file.endpoint.origin(), std::string(name(file.encoding))}});
  }
  report.origins.push_back({.profile = {}, .received = SystemClock().wall()});
  return report;
}

// One that cannot be read is a failure.
Findings stored(const Environment& environment) {
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
  findings.report = to_report(readable);
  return findings;
}

int run(const Context& context) {
  return context.report([&] { return stored(context.environment); });
}

}  // namespace

const Command commands::profiles{
    .name = "profiles",
    .summary = "list the stored profiles, keys masked",
    .examples =
        "  coffer profiles                   what is stored, and where each secret is\n"
        "  coffer profiles --columns name --no-headers --csv\n",
    .groups = {OptionGroup::report},
    .columns = columns,
    .run = run,
};

}  // namespace coffer::app
