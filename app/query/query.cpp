#include "app/query/query.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <iterator>
#include <map>
#include <mutex>
#include <new>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

#include "app/accounts/group_cache.hpp"
#include "app/accounts/select.hpp"
#include "app/output/error_kinds.hpp"
#include "app/query/connection.hpp"
#include "app/query/parallel.hpp"
#include "app/query/total.hpp"
#include "app/system/shell.hpp"
#include "app/system/signals.hpp"
#include "app/terminal/wait_line.hpp"
#include "coffer/signature.hpp"

namespace coffer::app {
namespace {

// What asks an account's exchange, kept from round to round.
struct AccountClient {
  AccountClient(const Account& account, Trust trust, const ConnectionOptions& options,
                const Environment& environment, Clock& clock, ClientOptions how)
      : connection(account, std::move(trust), options, environment),
        cache(account.practice ? std::nullopt : environment.cache_directory(),
              account.base_url.origin(), account.credentials.api_key),
        client{{connection.transport, clock, account.credentials, &cache, std::move(how)},
               account.profile,
               nullptr} {}

  Connection connection;
  GroupCache cache;
  AskedClient client;
};

// How many profiles are asked at the same time: as many as there are descriptors for. The resolver
// does not always say that it lacks one.
std::size_t most_at_once() {
  constexpr rlim_t own = 8;
  constexpr rlim_t of_each = 8;
  constexpr rlim_t most = 16;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur > own + most * of_each) return most;
  return limit.rlim_cur < own + 2 * of_each ? 1 : (limit.rlim_cur - own) / of_each;
}

constexpr std::size_t most_kept = 16;  // connections, from round to round of --watch

constexpr std::string_view limit_hint = "`ulimit -a` shows the limits of this shell";

// Holds signals back for a while.
struct Holding {
  explicit Holding(DeferredSignals& held) : signals(held) { signals.hold(); }
  ~Holding() { signals.release(); }
  Holding(const Holding&) = delete;
  Holding& operator=(const Holding&) = delete;

  DeferredSignals& signals;
};

// Throws Error{config}, naming where the secret comes from, where it is not what its encoding says.
void require_decodable(const Account& account) {
  if (account.credentials.encoding != SecretEncoding::base64) return;
  try {
    sign(account.credentials.secret, SecretEncoding::base64, std::chrono::milliseconds(0), "");
  } catch (Error& error) {
    error.message = fmt::format("{}: {}", account.secret_source, error.message);
    throw;
  }
}

}  // namespace

struct AccountQuery::State {
  void select_accounts();
  std::unique_ptr<AccountClient> client(const Account& account);
  void fetch(Account& account) const;
  QueryResult ask(std::size_t index);
  std::string advice(const Account& account, ErrorKind kind) const;
  QueryResult failed(const Account& account, Error error) const;
  std::vector<QueryResult> ask_all(bool again);
  void ask_those_without_room(std::vector<QueryResult>& parts);

  const Ask question;
  const AccountChoice& choice;
  const ConnectionOptions& connection;
  const TerminalOptions& terminal;
  const Environment& environment;
  const Streams& streams;
  Trust trust = {};
  SystemClock clock = {};
  DeferredSignals signals = {};  // while something is asked
  std::vector<Account> accounts = {};
  std::vector<std::unique_ptr<AccountClient>> clients = {};  // of the accounts; none for an error
  std::vector<bool> is_over = {};  // of the accounts: not to be asked any more

  // Of the clock, which is the same for all accounts: one is enough.
  std::string warning = {};
  std::mutex warning_mutex = {};

  std::map<std::string, Pace> paces = {};  // of keys
  std::string told_progress = {};          // by one of the clients
  std::mutex progress_mutex = {};

  std::string told_note = {};  // of the round before
};

void AccountQuery::State::select_accounts() {
  signals.release();
  accounts = selected_accounts(choice, environment);
  const auto needs_trust = [](const Account& each) { return !each.error && each.base_url.tls; };
  if (std::ranges::any_of(accounts, needs_trust)) trust = load_trust(connection, environment);
  for (Account& account : accounts) {
    try {
      clients.push_back(account.error ? nullptr : client(account));
    } catch (const Error& error) {
      if (error.kind == ErrorKind::usage) throw;
      account.error = error;
      clients.push_back(nullptr);
    }
  }
  is_over.resize(accounts.size());
  if (!choice.several_profiles() && accounts.front().error) throw Error(*accounts.front().error);
}

std::unique_ptr<AccountClient> AccountQuery::State::client(const Account& account) {
  ClientOptions how =
      client_options(connection, terminal, streams, signals, [this](std::string what) {
        const std::lock_guard lock(warning_mutex);
        warning = std::move(what);
      });
  how.account_group = account.account_group;
  how.find_account_id = choice.total;
  how.pace = &paces[account.credentials.api_key];
  auto made = std::make_unique<AccountClient>(account, trust, connection, environment, clock,
                                              std::move(how));
  made->client.tell_progress = [this](std::string text) {
    const std::lock_guard lock(progress_mutex);
    told_progress = std::move(text);
  };
  return made;
}

// Sees to it that the account has its secret. A failure is tried again in the next round.
void AccountQuery::State::fetch(Account& account) const {
  if (account.error) throw Error(*account.error);
  std::optional<WaitLine> waiting;
  const bool runs_command = std::holds_alternative<SecretCommand>(account.elsewhere) &&
                            account.credentials.secret.empty();
  // Otherwise the terminal is the command's.
  if (runs_command && shows_waiting(terminal, environment, streams) && !is_terminal(STDIN_FILENO)) {
    waiting.emplace(streams.err, fmt::format("the secret of {}", account.profile));
  }
  fetch_secret(account);
  require_decodable(account);
}

// Its command examines the same account.
std::string AccountQuery::State::advice(const Account& account, ErrorKind kind) const {
  constexpr std::string_view command = "coffer doctor";
  std::string text(row_of(kind).advice);
  const std::size_t at = text.find(command);
  if (at == text.npos) return text;
  if (choice.sandbox) {
    text.replace(at, command.size(), "coffer --sandbox doctor");
  } else if (choice.all_profiles || !choice.profiles.empty()) {
    text.insert(at + command.size(), fmt::format(" -p {}", shell_word(account.profile)));
  }
  return text;
}

QueryResult AccountQuery::State::ask(std::size_t index) {
  const Account& account = accounts[index];
  try {
    QueryResult result;
    AskedClient& client = clients[index]->client;
    result.report = question(client);
    const Time of_report =
        result.report.sources.empty() ? Time() : result.report.sources.front().received;
    result.report.sources = {
        {.profile = account.profile,
         .received = of_report != Time() ? of_report : clock.wall() + client.clock_correction(),
         .account = {.origin = account.base_url.origin(),
                     .api_key = account.credentials.api_key,
                     .id = client.account_id()}}};
    return result;
  } catch (Error& error) {
    if (error.at_system_limit) {
      error.hint = limit_hint;
    } else if (error.hint.empty()) {
      error.hint = advice(account, error.kind);
    }
    return failed(account, std::move(error));
  } catch (const std::bad_alloc&) {
    Error error(ErrorKind::network,
                fmt::format("{}: no memory left (this system's limit)", account.base_url.origin()),
                std::string(limit_hint));
    error.at_system_limit = true;
    return failed(account, std::move(error));
  }
}

// Where the system had no room for all accounts at the same time, asks those that have failed on
// the way once more, one after the other and without connections that are kept.
void AccountQuery::State::ask_those_without_room(std::vector<QueryResult>& parts) {
  const auto had_no_room = [](const QueryResult& part) {
    return !part.failures.empty() && part.failures.front().error.at_system_limit;
  };
  const auto failed_on_the_way = [](const QueryResult& part) {
    if (part.failures.empty()) return false;
    const ErrorKind kind = part.failures.front().error.kind;
    return kind == ErrorKind::network || kind == ErrorKind::tls;
  };
  if (std::ranges::none_of(parts, had_no_room)) return;
  for (const auto& each : clients) {
    if (each) each->connection.transport.close();
  }
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (!clients[i] || !failed_on_the_way(parts[i])) continue;
    parts[i] = ask(i);
    clients[i]->connection.transport.close();
  }
}

QueryResult AccountQuery::State::failed(const Account& account, Error error) const {
  QueryResult result;
  result.failures.push_back(
      {.profile = choice.several_profiles() ? account.profile : "", .error = std::move(error)});
  return result;
}

// What is found of each account. Secrets come first, one after the other: their commands may ask
// for a passphrase on the terminal that will show how the asking goes on.
std::vector<QueryResult> AccountQuery::State::ask_all(bool again) {
  std::vector<QueryResult> parts(accounts.size());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (is_over[i]) continue;
    try {
      fetch(accounts[i]);
    } catch (const Error& error) {
      parts[i] = failed(accounts[i], error);
    }
  }

  std::atomic<std::size_t> done = 0;
  std::optional<WaitLine> waiting;
  if (shows_waiting(terminal, environment, streams)) {
    waiting.emplace(streams.err, [&]() -> std::string {
      const std::lock_guard lock(progress_mutex);
      if (choice.several_profiles()) {
        const std::string profiles = progress(done, accounts.size(), "profiles");
        return told_progress.empty() ? profiles : fmt::format("{}: {}", profiles, told_progress);
      }
      return told_progress.empty() ? accounts.front().base_url.origin() : told_progress;
    });
  }
  parallel_for(accounts.size(), most_at_once(), [&](std::size_t i) {
    if (!is_over[i] && parts[i].failures.empty()) {
      parts[i] = ask(i);
      if (!again || i >= most_kept) clients[i]->connection.transport.close();
    }
    ++done;
  });
  ask_those_without_room(parts);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto& failures = parts[i].failures;
    is_over[i] = is_over[i] || (!failures.empty() && cannot_pass(failures.front().error));
  }
  return parts;
}

void append(QueryResult& result, QueryResult&& part) {
  for (Failure& failure : part.failures) result.failures.push_back(std::move(failure));
  if (part.has_answers()) append(result.report, std::move(part.report));
}

AccountQuery::AccountQuery(Ask ask, const AccountChoice& choice,
                           const ConnectionOptions& connection, const TerminalOptions& terminal,
                           const Environment& environment, const Streams& streams)
    : state_(new State{std::move(ask), choice, connection, terminal, environment, streams}) {
  state_->select_accounts();
}

AccountQuery::~AccountQuery() = default;

QueryResult AccountQuery::ask(bool again) {
  std::vector<QueryResult> parts;
  {
    const Holding holding(state_->signals);
    parts = state_->ask_all(again);
  }
  QueryResult result;
  if (!state_->warning.empty()) {
    result.warnings.push_back(std::exchange(state_->warning, {}));
  }
  for (QueryResult& part : parts) append(result, std::move(part));
  std::ranges::move(result.report.warnings, std::back_inserter(result.warnings));
  result.note = std::move(result.report.note);
  // A sum that lacks an account is none.
  const auto is_true = [](bool is_over) { return is_over; };
  result.is_last = state_->choice.total ? std::ranges::any_of(state_->is_over, is_true)
                                        : std::ranges::all_of(state_->is_over, is_true);
  result.report.several_profiles = state_->choice.several_profiles();
  if (state_->choice.total && result.failures.empty()) {
    std::string note = drop_repeated_accounts(result.report);
    if (note != state_->told_note) result.note = state_->told_note = std::move(note);
    result.report = total(std::move(result.report));
  } else if (state_->choice.total) {
    result.report = Report();
  }
  return result;
}

}  // namespace coffer::app
