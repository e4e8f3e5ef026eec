#include "app/query/query.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <deque>
#include <iterator>
#include <map>
#include <mutex>
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

constexpr std::size_t most_kept = 16;  // connections, from round to round of --watch

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
  void fetch(Account& account) const;
  void add_requests(const Account& account);
  ClientOptions client_options_for(const Account& account);
  QueryResult answer(std::size_t index);
  std::string advice(const Account& account, ErrorKind kind) const;
  QueryResult failed(const Account& account, Error error) const;
  std::vector<QueryResult> ask_all(bool again);
  void ask_those_without_room();
  void finish(QueryResult& result);

  const Question question;
  const AccountChoice& choice;
  const ConnectionOptions& connection;
  const TerminalOptions& terminal;
  const Environment& environment;
  const Streams& streams;
  Trust trust = {};
  SystemClock clock = {};
  DeferredSignals signals = {};  // while something is asked
  std::vector<Account> accounts = {};
  std::deque<AccountRequest> requests = {};  // of the accounts without an error
  std::vector<bool> is_over = {};            // of the accounts: not to be asked any more

  // Of the clock, which is the same for all accounts: one is enough.
  std::optional<Warning> warning = {};
  std::mutex warning_mutex = {};

  std::map<std::string, Pace> paces = {};  // of keys
  std::string told_progress = {};          // by one of the clients
  std::mutex progress_mutex = {};

  std::string told_note = {};  // of the round before
  std::vector<Warning> told_warnings = {};
};

void AccountQuery::State::select_accounts() {
  signals.release();
  accounts = selected_accounts(choice, environment);
  const auto needs_trust = [](const Account& each) { return !each.error && each.base_url.tls; };
  if (std::ranges::any_of(accounts, needs_trust)) trust = load_trust(connection, environment);
  for (Account& account : accounts) {
    try {
      if (!account.error) add_requests(account);
    } catch (const Error& error) {
      if (error.kind == ErrorKind::usage) throw;
      account.error = error;
    }
  }
  is_over.resize(accounts.size());
  if (!choice.several_profiles() && accounts.front().error) throw Error(*accounts.front().error);
  const auto is_elsewhere = [&](const Account& each) {
    return !each.error && each.base_url.origin() != accounts.front().base_url.origin();
  };
  if (choice.total && !question.currency.empty() && !question.finishes_parts &&
      std::ranges::any_of(accounts, is_elsewhere)) {
    throw Error(ErrorKind::usage, "--total: one row cannot have the prices of several exchanges",
                "leave out --value, or --total; `coffer worth` adds up the values of each");
  }
}

void AccountQuery::State::add_requests(const Account& account) {
  const AskedAccount asked{account,
                           std::make_shared<SharedGroup>(GroupCache(
                               account.practice ? std::nullopt : environment.cache_directory(),
                               account.base_url.origin(), account.credentials.api_key)),
                           [this](std::string text) {
                             const std::lock_guard lock(progress_mutex);
                             told_progress = std::move(text);
                           }};
  const auto add = [&](const Ask* ask) {
    requests.emplace_back(asked, ask, question.currency, trust, connection, environment, clock,
                          client_options_for(account));
  };
  const auto gives_prices = [&](const AccountRequest& each) {
    return each.is_for_prices() && each.concerns(account);
  };
  if (!question.currency.empty() && std::ranges::none_of(requests, gives_prices)) add(nullptr);
  for (const Ask& ask : question.asks) add(&ask);
}

ClientOptions AccountQuery::State::client_options_for(const Account& account) {
  ClientOptions how = client_options(connection, terminal, streams, signals, [this](Warning what) {
    const std::lock_guard lock(warning_mutex);
    warning = std::move(what);
  });
  how.account_group = account.account_group;
  how.find_account_id = choice.total;
  how.pace = &paces[account.credentials.api_key];
  return how;
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

// What was found of an account.
QueryResult AccountQuery::State::answer(std::size_t index) {
  const Account& account = accounts[index];
  Source source{
      .profile = account.profile,
      .received = {},
      .account = {account.base_url.origin(), account.credentials.api_key, {}},
  };
  QueryResult result;
  for (AccountRequest& request : requests) {
    if (!request.concerns(account)) continue;
    if (request.error) {
      Error error = *request.error;
      if (error.hint.empty()) error.hint = advice(account, error.kind);
      return failed(account, std::move(error));
    }
    if (request.is_for_prices()) {
      source.prices = request.prices;
      continue;
    }
    if (source.account.id.empty()) source.account.id = request.account_id();
    source.received = std::max(source.received, request.received);
    append(result.report, std::move(request.report));
  }
  for (Row& row : result.report.rows) row.source = 0;
  result.report.sources = {std::move(source)};
  return result;
}

// Where the system had no room for all requests at the same time, makes those that have failed on
// the way once more, one after the other and without connections that are kept.
void AccountQuery::State::ask_those_without_room() {
  const auto had_no_room = [](const AccountRequest& each) {
    return each.error && each.error->at_system_limit;
  };
  if (std::ranges::none_of(requests, had_no_room)) return;
  for (AccountRequest& each : requests) each.close();
  for (AccountRequest& each : requests) {
    const bool failed_on_the_way = each.error && (each.error->kind == ErrorKind::network ||
                                                  each.error->kind == ErrorKind::tls);
    if (!failed_on_the_way) continue;
    each.send();
    each.close();
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
        const std::string profiles =
            progress(done / question.asks.size(), accounts.size(), "profiles");
        return told_progress.empty() ? profiles : fmt::format("{}: {}", profiles, told_progress);
      }
      return told_progress.empty() ? accounts.front().base_url.origin() : told_progress;
    });
  }
  const auto is_asked = [&](std::size_t i) { return !is_over[i] && parts[i].failures.empty(); };
  parallel_for(requests.size(), most_at_once(), [&](std::size_t number) {
    AccountRequest& request = requests[number];
    bool is_needed = false;
    for (std::size_t i = 0; i < accounts.size() && !is_needed; ++i)
      is_needed = is_asked(i) && request.concerns(accounts[i]);
    if (is_needed) {
      request.send();
      if (!again || &request.account() >= accounts.data() + most_kept) request.close();
    }
    if (!request.is_for_prices()) ++done;
  });
  ask_those_without_room();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (is_asked(i)) parts[i] = answer(i);
    const auto& failures = parts[i].failures;
    is_over[i] = is_over[i] || (!failures.empty() && cannot_pass(failures.front().error));
  }
  return parts;
}

void AccountQuery::State::finish(QueryResult& result) {
  if (question.finish && result.has_answers()) question.finish(result.report);
  std::vector<Warning>& warnings = result.report.warnings;
  if (warnings != told_warnings) std::ranges::copy(warnings, std::back_inserter(result.warnings));
  told_warnings = std::move(warnings);
}

void append(QueryResult& result, QueryResult&& part) {
  for (Failure& failure : part.failures) result.failures.push_back(std::move(failure));
  if (part.has_answers()) append(result.report, std::move(part.report));
}

AccountQuery::AccountQuery(Question question, const AccountChoice& choice,
                           const ConnectionOptions& connection, const TerminalOptions& terminal,
                           const Environment& environment, const Streams& streams)
    : state_(new State{std::move(question), choice, connection, terminal, environment, streams}) {
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
  if (auto warning = std::exchange(state_->warning, {}))
    result.warnings.push_back(*std::move(warning));
  for (QueryResult& part : parts) append(result, std::move(part));
  result.note = std::move(result.report.note);
  // A sum that lacks an account is none.
  const auto is_true = [](bool is_over) { return is_over; };
  result.is_last = state_->choice.total ? std::ranges::any_of(state_->is_over, is_true)
                                        : std::ranges::all_of(state_->is_over, is_true);
  result.report.several_profiles = state_->choice.several_profiles();
  if (state_->choice.total && result.failures.empty()) {
    std::string note = drop_repeated_accounts(result.report);
    if (note != state_->told_note) result.note = state_->told_note = std::move(note);
    if (state_->question.finishes_parts) state_->finish(result);
    result.report = total(std::move(result.report));
  } else if (state_->choice.total) {
    result.report = Report();
  }
  if (!(state_->choice.total && state_->question.finishes_parts)) state_->finish(result);
  return result;
}

}  // namespace coffer::app
