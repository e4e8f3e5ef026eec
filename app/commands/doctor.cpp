#include "app/commands/doctor.hpp"

#include <optional>
#include <string>
#include <utility>

#include "app/accounts/select.hpp"
#include "app/commands/doctor_connection.hpp"
#include "app/query/connection.hpp"
#include "app/system/signals.hpp"
#include "app/terminal/wait_line.hpp"

namespace coffer::app {
namespace {

// `trust` is loaded for the first account that needs it, since what is read may be a pipe.
Diagnosis examine_account(Account& account, std::optional<Trust>& trust, const Options& options,
                          const Environment& environment, const Streams& streams, Clock& clock) {
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

}  // namespace

Findings doctor(const Options& options, const Environment& environment, const Streams& streams) {
  SystemClock clock;
  std::optional<Trust> trust;
  const bool several = options.account.several_profiles();
  Findings findings;
  for (Account& account : selected_accounts(options.account, environment)) {
    Findings part;
    Diagnosis diagnosis = examine_account(account, trust, options, environment, streams, clock);
    if (diagnosis.failure()) {
      part.failures.push_back({several ? account.profile : "", *diagnosis.failure()});
    }
    part.report = diagnosis.take_report({.profile = account.profile, .received = clock.wall()});
    append(findings, std::move(part));
  }
  findings.report.several_profiles = several;
  return findings;
}

}  // namespace coffer::app
