#include "app/commands/check_up.hpp"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <utility>

#include "app/accounts/select.hpp"
#include "app/commands/doctor_connection.hpp"
#include "app/query/connection.hpp"
#include "app/system/signals.hpp"
#include "app/terminal/wait_line.hpp"
#include "coffer/https_transport.hpp"

namespace coffer::app {
namespace {

std::string key_source(const Account& account, const Options& options) {
  if (options.account.sandbox) return "the practice exchange";
  if (account.profile.empty()) return "the environment";
  return fmt::format("the profile {}, whose file mode is safe", account.profile);
}

// Options come first: they would override what is set elsewhere.
std::string encoding_hint(const Account& account, const Options& options) {
  if (options.account.secret_encoding) return "give --secret-encoding {}";
  if (account.profile.empty()) return "set COFFER_SECRET_ENCODING={}";
  if (!account.demo_client) return "set secret_encoding to {} in the profile";
  return "give --secret-encoding {}, or store the key anew with `coffer login`";
}

std::string group_hint(const Account& account, const Options& options) {
  if (options.account.account_group) return "give --account-group {}, or leave it out";
  if (account.profile.empty()) return "set COFFER_ACCOUNT_GROUP={}, or leave it out";
  if (!account.demo_client) return "set account_group to {} in the profile, or leave it out";
  return "set group to {} in the profile, or leave it out";
}

// Finds the account and examines it.
Diagnosis examine_account(Account& account, const Options& options, const Environment& environment,
                          const Streams& streams, Clock& clock) {
  const std::unique_ptr<PracticeExchange> practice = start_practice(options.account);
  TrustStore trust;
  std::optional<Proxy> proxy;
  try {
    account = practice ? practice_account(*practice, options.account)
                       : find_account(options.account, environment);
    fetch_secret(account);
    if (!practice) {
      trust = load_trust(options.connection, environment);
      proxy = load_proxy(options.connection, environment, account.endpoint);
    }
  } catch (const Error& error) {
    if (error.kind != ErrorKind::config) throw;
    return examine_without_key(error);
  }

  const HeldSignals signals;
  std::optional<Waiting> waiting;
  if (shows_waiting(options.terminal, environment, streams)) {
    waiting.emplace(streams.err, account.endpoint.origin());
  }
  std::string proxy_origin = proxy ? proxy->origin() : "";
  ClientOptions wishes = client_options(options.connection, options.terminal, streams, signals,
                                        nullptr);  // the clock is a step
  wishes.account_group = account.account_group;
  HttpsTransport transport(account.endpoint, std::move(trust), std::move(proxy),
                           practice ? AddressFamily::any : options.connection.family);
  return examine({.key_source = key_source(account, options),
                  .encoding_hint = encoding_hint(account, options),
                  .group_hint = group_hint(account, options),
                  .endpoint = account.endpoint,
                  .proxy = std::move(proxy_origin),
                  .transport = transport,
                  .clock = clock,
                  .credentials = account.credentials,
                  .options = std::move(wishes),
                  .shows_identity = options.terminal.verbose});
}

}  // namespace

Findings check_up(const Options& options, const Environment& environment, const Streams& streams) {
  SystemClock clock;
  if (!options.account.several_profiles()) {
    Account account;
    if (!options.account.profiles.empty()) account.profile = options.account.profiles.front();
    Diagnosis diagnosis = examine_account(account, options, environment, streams, clock);
    Findings findings;
    if (diagnosis.failure()) findings.failures.push_back({{}, *diagnosis.failure()});
    findings.report = diagnosis.take_report({.profile = account.profile, .received = clock.wall()});
    return findings;
  }

  Options own = options;
  own.account.all_profiles = false;
  Findings findings;
  for (const std::string& profile : selected_profiles(options.account, environment)) {
    own.account.profiles = {profile};
    Findings part = check_up(own, environment, streams);
    for (Failure& failure : part.failures) {
      findings.failures.push_back({profile, std::move(failure.error)});
    }
    append(findings.report, std::move(part.report));
  }
  findings.report.several_profiles = true;
  return findings;
}

}  // namespace coffer::app
