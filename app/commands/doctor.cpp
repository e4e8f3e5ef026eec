#include <optional>
#include <string>
#include <utility>

#include "app/accounts/select.hpp"
#include "app/commands/commands.hpp"
#include "app/commands/doctor_connection.hpp"
#include "app/query/connection.hpp"
#include "app/system/signals.hpp"
#include "app/terminal/wait_line.hpp"
#include "coffer/https_transport.hpp"

namespace coffer::app {
namespace {

using enum OptionGroup;

// `trust` is loaded for the first account that needs it, since what is read may be a pipe.
CheckResults check_account(Account& account, std::optional<Trust>& trust, const Context& context,
                           Clock& clock) {
  const Options& options = context.options;
  const Environment& environment = context.environment;
  const Streams& streams = context.streams;
  std::optional<Proxy> proxy;
  try {
    if (account.error) throw Error(*account.error);
    fetch_secret(account);
    if (!trust && account.base_url.tls) trust = load_trust(options.connection, environment);
    proxy = load_proxy(options.connection, environment, account.base_url);
  } catch (const Error& error) {
    if (error.kind != ErrorKind::config) throw;
    return run_checks_without_key(error);
  }

  const std::string proxy_origin = proxy ? proxy->origin() : "";
  HttpsTransport transport(account.base_url, trust.value_or(TrustStore{}), std::move(proxy),
                           options.connection.family);
  const DeferredSignals signals;
  const WaitLine waiting(options.terminal, environment, streams,
                         [&] { return account.base_url.origin(); });
  ClientOptions how = client_options(options.connection, options.terminal, streams, signals,
                                     nullptr);  // the clock is a step
  how.account_group = account.account_group;
  return run_checks({.account = account,
                     .choice = options.account,
                     .proxy = proxy_origin,
                     .transport = transport,
                     .clock = clock,
                     .options = std::move(how),
                     .shows_identity = options.terminal.verbose});
}

// The result always have the whole report, and of each account the first step that failed as a
// failure.
QueryResult check_accounts(const Context& context) {
  const AccountChoice& choice = context.options.account;
  SystemClock clock;
  std::optional<Trust> trust;
  const bool several = choice.several_profiles();
  QueryResult result;
  for (Account& account : selected_accounts(choice, context.environment)) {
    CheckResults results = check_account(account, trust, context, clock);
    if (results.failure()) {
      result.failures.push_back({several ? account.profile : "", *results.failure()});
    }
    append(result.report,
           results.take_report({.profile = account.profile, .received = clock.wall()}));
  }
  result.report.several_profiles = several;
  return result;
}

int run(const Context& context) {
  return context.report([&](bool) { return check_accounts(context); });
}

}  // namespace

constexpr Command commands::doctor{
    .name = "doctor",
    .summary = "check the connection and the key step by step",
    .examples =
        "  coffer doctor                     what works, what does not, what to do\n"
        "  coffer doctor --json              for a script\n"
        "  coffer doctor -v                  names the key's user and accounts as well\n"
        "  coffer --sandbox doctor           try it: no key, no network\n",
    .groups = {report, account, accounts, connection},
    .columns = [](const Options*) { return check_columns(); },
    .run = run,
};

}  // namespace coffer::app
