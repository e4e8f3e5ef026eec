#include "app/commands/profiles.hpp"

#include <array>
#include <string>
#include <utility>

#include "app/accounts/credentials.hpp"
#include "app/accounts/select.hpp"
#include "app/terminal/text.hpp"
#include "coffer/clock.hpp"

namespace coffer::app {
namespace {

// By the alternatives of Account::elsewhere.
constexpr std::array<const char*, 3> sources{"profile", "file", "command"};

}  // namespace

Report profiles_report(const std::vector<Account>& accounts, Origin origin) {
  Report report;
  report.columns = {
      {"name", "NAME"},           {"apiKey", "API KEY"},
      {"secretSource", "SECRET"}, {"accountGroup", "GROUP", CellType::integer},
      {"baseUrl", "BASE URL"},    {"secretEncoding", "ENCODING"},
  };
  for (const Account& account : accounts) {
    report.rows.push_back(
        {{account.profile, masked(account.credentials.api_key),
          std::string(sources.at(account.elsewhere.index())),
          account.account_group ? Cell(std::int64_t{*account.account_group}) : Cell(),
          account.endpoint.origin(), std::string(name(account.credentials.encoding))}});
  }
  report.origins.push_back(std::move(origin));
  return report;
}

Findings stored_findings(const Environment& environment) {
  Findings findings;
  std::vector<Account> accounts = stored_accounts(environment);
  std::erase_if(accounts, [&](const Account& account) {
    if (account.error) findings.failures.push_back({account.profile, *account.error});
    return account.error.has_value();
  });
  if (accounts.empty() && !findings.failures.empty()) return findings;
  findings.report = profiles_report(accounts, {.profile = {}, .received = SystemClock().wall()});
  return findings;
}

}  // namespace coffer::app
