#include "app/query/query.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <mutex>
#include <optional>
#include <utility>
#include <variant>

#include "app/accounts/group_cache.hpp"
#include "app/accounts/select.hpp"
#include "app/query/connection.hpp"
#include "app/query/parallel.hpp"
#include "app/query/total.hpp"
#include "app/system/signals.hpp"
#include "app/terminal/wait_line.hpp"
#include "coffer/https_transport.hpp"

namespace coffer::app {
namespace {

// One account, with what is kept of it from round to round.
struct Party {
  Party(Account whom, Trust trust, std::optional<Proxy> proxy, AddressFamily family,
        const std::optional<std::string>& cache_home, Clock& clock, ClientOptions options)
      : account(std::move(whom)),
        transport(account.endpoint, std::move(trust), std::move(proxy), family),
        cache(cache_home, transport.origin(), account.credentials.api_key),
        client(transport, clock, account.credentials, cache, std::move(options)) {}

  Account account;
  HttpsTransport transport;  // no other key uses its connection
  GroupCache cache;
  Client client;
};

// A selected account, or why it cannot even be asked.
struct Candidate {
  std::string profile;  // empty where only one account is asked
  std::unique_ptr<Party> party;
  std::optional<Error> failure;
};

using Outcome = std::variant<Report, Error>;

constexpr std::size_t most_at_once = 16;  // profiles
constexpr std::size_t most_kept = 16;     // connections, from round to round

// Holds signals back for a while.
struct Holding {
  explicit Holding(HeldSignals& held) : signals(held) { signals.hold(); }
  ~Holding() { signals.release(); }
  Holding(const Holding&) = delete;
  Holding& operator=(const Holding&) = delete;

  HeldSignals& signals;
};

// What to do about an error that does not tell it itself.
std::string_view advice(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::network:
      return "`coffer doctor` shows how far the way to the exchange goes";
    case ErrorKind::tls:
      return "someone else may answer in the exchange's name; `coffer doctor` shows more";
    case ErrorKind::auth:
      return "`coffer doctor` examines the key";
    case ErrorKind::reply:
      return "check the base URL; if it is right, try later or with a newer coffer";
    default:
      return {};
  }
}

}  // namespace

struct Inquiry::State {
  void select_accounts();
  std::unique_ptr<Party> party(Account account);
  ClientOptions wishes(const Account& account);
  std::optional<Error> prepare(const Candidate& candidate) const;
  Outcome ask(Party& party);
  std::vector<Outcome> ask_all();

  const Ask question;
  const AccountChoice& choice;
  const ConnectionOptions& connection;
  const TerminalOptions& terminal;
  const Environment& environment;
  const Streams& streams;
  SystemClock clock = {};
  std::unique_ptr<PracticeExchange> practice = start_practice(choice);
  HeldSignals signals = {};  // while something is asked
  Trust trust = practice ? TrustStore{} : load_trust(connection, environment);
  std::vector<Candidate> candidates = {};

  // Of the clock, which is the same for all candidates: one is enough.
  std::string warning = {};
  std::mutex warning_mutex = {};
};

void Inquiry::State::select_accounts() {
  signals.release();
  if (!choice.several_profiles()) {
    candidates.push_back({.profile = {},
                          .party = party(practice ? practice_account(*practice, choice)
                                                  : find_account(choice, environment)),
                          .failure = {}});
    return;
  }
  for (const std::string& profile : selected_profiles(choice, environment)) {
    Candidate candidate{.profile = profile, .party = nullptr, .failure = {}};
    try {
      candidate.party = party(find_account(profile, choice, environment));
    } catch (const Error& error) {
      if (error.kind == ErrorKind::usage) throw;
      candidate.failure = error;
    }
    candidates.push_back(std::move(candidate));
  }
}

std::unique_ptr<Party> Inquiry::State::party(Account account) {
  std::optional<Proxy> proxy;
  if (!practice) proxy = load_proxy(connection, environment, account.endpoint);
  ClientOptions how = wishes(account);
  return std::make_unique<Party>(std::move(account), trust, std::move(proxy),
                                 practice ? AddressFamily::any : connection.family,
                                 practice ? std::nullopt : environment.cache_directory(), clock,
                                 std::move(how));
}

ClientOptions Inquiry::State::wishes(const Account& account) {
  ClientOptions result =
      client_options(connection, terminal, streams, signals, [this](std::string what) {
        const std::lock_guard lock(warning_mutex);
        warning = std::move(what);
      });
  result.account_group = account.account_group;
  return result;
}

// Sees to it that the party has its secret. A failure is tried again in the next round.
std::optional<Error> Inquiry::State::prepare(const Candidate& candidate) const {
  if (candidate.failure) return candidate.failure;
  Account& account = candidate.party->account;
  if (!account.secret_command) return std::nullopt;
  std::optional<Waiting> waiting;
  // Otherwise the terminal is the command's.
  if (shows_waiting(terminal, environment, streams) && !is_terminal(STDIN_FILENO)) {
    waiting.emplace(streams.err, fmt::format("the secret of {}", account.profile));
  }
  try {
    fetch_secret(account);
    return std::nullopt;
  } catch (const Error& error) {
    return error;
  }
}

Outcome Inquiry::State::ask(Party& party) {
  try {
    Report report = question(party.client);
    report.origins = {{.profile = party.account.profile, .received = clock.wall()}};
    return report;
  } catch (Error& error) {
    if (error.kind == ErrorKind::config) {  // the secret cannot sign
      error.message = fmt::format("{}: {}", party.account.secret_source, error.message);
    }
    if (error.hint.empty()) error.hint = advice(error.kind);
    return error;
  }
}

// The outcome of each candidate. Secrets come first, one after the other: their commands may ask
// for a passphrase on the terminal that will show how the asking goes on.
std::vector<Outcome> Inquiry::State::ask_all() {
  std::vector<Outcome> outcomes;
  for (const Candidate& candidate : candidates) {
    auto failure = prepare(candidate);
    outcomes.push_back(failure ? Outcome(std::move(*failure)) : Report());
  }

  std::atomic<std::size_t> done = 0;
  std::optional<Waiting> waiting;
  if (shows_waiting(terminal, environment, streams)) {
    waiting.emplace(streams.err, [&]() -> std::string {
      if (!choice.several_profiles()) return candidates.front().party->transport.origin();
      return progress(done, candidates.size(), "profiles");
    });
  }
  fan_out(candidates.size(), most_at_once, [&](std::size_t i) {
    if (std::holds_alternative<Report>(outcomes[i])) {
      outcomes[i] = ask(*candidates[i].party);
      if (i >= most_kept) candidates[i].party->transport.close();
    }
    ++done;
  });
  return outcomes;
}

Inquiry::Inquiry(Ask ask, const AccountChoice& choice, const ConnectionOptions& connection,
                 const TerminalOptions& terminal, const Environment& environment,
                 const Streams& streams)
    : state_(new State{std::move(ask), choice, connection, terminal, environment, streams}) {
  state_->select_accounts();
}

Inquiry::~Inquiry() = default;

Findings Inquiry::ask() {
  std::vector<Outcome> outcomes;
  {
    const Holding holding(state_->signals);
    outcomes = state_->ask_all();
  }
  Findings findings;
  findings.warning = std::exchange(state_->warning, {});
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (const auto* error = std::get_if<Error>(&outcomes[i])) {
      findings.failures.push_back({.profile = state_->candidates[i].profile, .error = *error});
    } else {
      append(findings.report, std::get<Report>(std::move(outcomes[i])));
    }
  }
  findings.report.several_profiles = state_->choice.several_profiles();
  if (state_->choice.total) {
    findings.report = findings.failures.empty() ? total(std::move(findings.report)) : Report();
  }
  return findings;
}

}  // namespace coffer::app
