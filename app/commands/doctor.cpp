#include "app/commands/doctor.hpp"

#include <fmt/format.h>

#include "app/accounts/select.hpp"
#include "app/commands/commands.hpp"
#include "app/query/connection.hpp"
#include "app/system/signals.hpp"
#include "app/terminal/text.hpp"
#include "app/terminal/wait_line.hpp"
#include "coffer/https_transport.hpp"

namespace coffer::app {

void CheckResults::add(std::string_view step, Finding finding) {
  if (finding.error && !failure) {
    failure = std::move(finding.error);
    failure->message = fmt::format("{}: {}", step, finding.text);
  }
  report.rows.push_back({{std::string(step), std::string(finding.status), std::move(finding.text),
                          finding.hint.empty() ? Cell() : Cell(std::move(finding.hint))}});
}

namespace {

using enum OptionGroup;

// `trust` is loaded for the first account that needs it, since what is read may be a pipe.
CheckResults check_account(Account& account, Trust& trust, const Context& context, Clock& clock) {
  const auto& [options, environment, streams, unused] = context;
  std::optional<Proxy> proxy;
  try {
    if (account.error) throw Error(*account.error);
    fetch_secret(account);
    if (!trust && account.base_url.tls)
      trust = trust_in(load_trust(options.connection, environment));
    proxy = load_proxy(options.connection, environment, account.base_url);
  } catch (const Error& error) {
    if (error.kind != ErrorKind::config) throw;
    account.error = error;
  }

  const std::string proxy_origin = proxy ? proxy->origin() : "";
  const auto transport =
      https_transport(account.base_url, trust, std::move(proxy), options.connection.family);
  const DeferredSignals signals;
  const WaitLine waiting(options.terminal, environment, streams,
                         [&] { return account.base_url.origin(); });
  ClientOptions how = client_options(options.connection, options.terminal, streams, signals,
                                     nullptr);  // the clock is a step
  how.account_group = account.account_group;
  return run_checks(
      {account, proxy_origin, *transport, clock, std::move(how), options.terminal.verbose});
}

std::string_view color_of_status(const Row& row) {
  const auto& status = std::get<std::string>(row.cells[1]);
  return status == "ok" ? green : status == "warn" ? yellow : status == "fail" ? red : dim;
}

std::vector<Column> columns() {
  return {{"step", "STEP"},
          {.key = "status", .heading = "STATUS", .color = color_of_status},
          {"finding", "FINDING"},
          {"hint", "HINT"}};
}

// The result always has the whole report, and of each account the first step that failed as a
// failure.
QueryResult check_accounts(const Context& context) {
  const AccountChoice& choice = context.options.account;
  SystemClock clock;
  Trust trust;
  const bool several = choice.several_profiles();
  QueryResult result;
  for (Account& account : selected_accounts(choice, context.environment)) {
    CheckResults results = check_account(account, trust, context, clock);
    results.report.columns = columns();
    results.report.sources.push_back({.profile = account.profile, .received = clock.wall()});
    append(result.report, std::move(results.report));
    if (results.failure)
      result.failures.push_back({several ? account.profile : "", *std::move(results.failure)});
  }
  result.report.several_profiles = several;
  return result;
}

}  // namespace

constexpr Command commands::doctor{
    .name = "doctor",
    .summary = "check the connection and the key step by step",
    .examples =
        "  coffer doctor                     what works, what does not, what to do\n"
        "  coffer doctor --json              for a script\n"
        "  coffer doctor -v                  names the key's user and accounts as well\n",
    .groups = {report, account, accounts, connection},
    .columns = [](const Options*) { return columns(); },
    .run =
        [](const Context& context) {
          return context.report([&](bool) { return check_accounts(context); });
        },
};

}  // namespace coffer::app
