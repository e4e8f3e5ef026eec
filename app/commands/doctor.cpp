#include <optional>
#include <string>
#include <utility>

#include "app/accounts/select.hpp"
#include "app/commands/commands.hpp"
#include "app/commands/doctor_connection.hpp"
#include "app/query/connection.hpp"
#include "app/system/signals.hpp"
#include "app/terminal/wait_line.hpp"

namespace coffer::app {
namespace {

using enum OptionGroup;

// `trust` is loaded for the first account that needs it, since what is read may be a pipe.
Diagnosis examine_account(Account& account, std::optional<Trust>& trust, const Context& context,
                          Clock& clock) {
  const Options& options = context.options;
  const Environment& environment = context.environment;
  const Streams& streams = context.streams;
  std::optional<Connection> connection;
  try {
    if (account.error) throw Error(*account.error);
    fetch_secret(account);
    if (!trust && account.endpoint.tls) trust = load_trust(options.connection, environment);
    connection.emplace(account, trust.value_or(TrustStore{}), options.connection, environment);
  } catch (const Error& error) {
    if (error.kind != ErrorKind::config) throw;
    return examine_without_key(error);
  }

  const HeldSignals signals;
  std::optional<Waiting> waiting;
  if (shows_waiting(options.terminal, environment, streams)) {
    waiting.emplace(streams.err, account.endpoint.origin());
  }
  ClientOptions how = client_options(options.connection, options.terminal, streams, signals,
                                     nullptr);  // the clock is a step
  how.account_group = account.account_group;
  return examine({.account = account,
                  .choice = options.account,
                  .proxy = connection->proxy,
                  .transport = connection->transport,
                  .clock = clock,
                  .options = std::move(how),
                  .shows_identity = options.terminal.verbose});
}

// The findings always have the whole report, and of each account the first step that failed as a
// failure.
Findings examine_accounts(const Context& context) {
  const AccountChoice& choice = context.options.account;
  SystemClock clock;
  std::optional<Trust> trust;
  const bool several = choice.several_profiles();
  Findings findings;
  for (Account& account : selected_accounts(choice, context.environment)) {
    Findings part;
    Diagnosis diagnosis = examine_account(account, trust, context, clock);
    if (diagnosis.failure()) {
      part.failures.push_back({several ? account.profile : "", *diagnosis.failure()});
    }
    part.report = diagnosis.take_report({.profile = account.profile, .received = clock.wall()});
    append(findings, std::move(part));
  }
  findings.report.several_profiles = several;
  return findings;
}

int run(const Context& context) {
  return context.report([&](bool) { return examine_accounts(context); });
}

}  // namespace

constexpr Command commands::doctor{
    .name = "doctor",
    .summary = "find out step by step what is wrong",
    .examples =
        "  coffer doctor                     what works, what does not, what to do\n"
        "  coffer doctor --json              for a script\n"
        "  coffer doctor -v                  names the key's user and accounts as well\n"
        "  coffer --sandbox doctor           try it: no key, no network\n",
    .groups = {report, account, accounts, connection},
    .columns = [](const Options*) { return diagnosis_columns(); },
    .run = run,
};

}  // namespace coffer::app
