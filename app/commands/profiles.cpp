#include <cstdint>
#include <string>
#include <vector>

#include "app/accounts/credentials.hpp"
#include "app/accounts/profile_file.hpp"
#include "app/accounts/select.hpp"
#include "app/commands/commands.hpp"
#include "app/terminal/text.hpp"
#include "coffer/clock.hpp"

namespace coffer::app {
namespace {

std::vector<Column> columns() {
  return {
      {"name", "NAME"},           {"apiKey", "API KEY"},
      {"secretSource", "SECRET"}, {"accountGroup", "GROUP", CellType::integer},
      {"baseUrl", "BASE URL"},    {"secretEncoding", "ENCODING"},
  };
}

// Of a secret it tells where it is, and no more.
Row row_of(const Account& account) {
  std::string secret_source = "profile";
  if (!account.secret_file.empty()) secret_source = "file";
  if (!account.secret_command.empty()) secret_source = "command";
  return {{account.profile, masked(account.credentials.api_key), secret_source,
           account.account_group ? Cell(std::int64_t{*account.account_group}) : Cell(),
           account.base_url.origin(), std::string(name(account.credentials.encoding))}};
}

// One that cannot be read is a failure.
QueryResult stored(const Environment& environment) {
  QueryResult result;
  Report& report = result.report;
  report.columns = columns();
  AccountChoice choice;
  choice.profiles = stored_profiles(environment);
  std::vector<Account> accounts;
  if (!choice.profiles.empty()) accounts = selected_accounts(choice, environment);
  for (const Account& account : accounts) {
    if (account.error) {
      result.failures.push_back({account.profile, *account.error});
    } else {
      report.rows.push_back(row_of(account));
    }
  }
  if (report.rows.empty() && !result.failures.empty()) return result;
  report.sources.push_back({.profile = {}, .received = SystemClock().wall()});
  return result;
}

int run(const Context& context) {
  return context.report([&](bool) { return stored(context.environment); });
}

}  // namespace

constexpr Command commands::profiles{
    .name = "profiles",
    .summary = "list the stored profiles, keys masked",
    .examples =
        "  coffer profiles                   what is stored, and where each secret is\n"
        "  coffer profiles --columns name --no-headers --csv\n",
    .groups = {OptionGroup::report},
    .columns = [](const Options*) { return columns(); },
    .run = run,
};

}  // namespace coffer::app
