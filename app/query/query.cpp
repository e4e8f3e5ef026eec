#include "app/query/query.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <utility>

#include "app/accounts/group_cache.hpp"
#include "app/query/parallel.hpp"
#include "app/query/total.hpp"
#include "app/system/shell.hpp"
#include "app/system/signals.hpp"
#include "app/terminal/wait_line.hpp"
#include "coffer/proxy.hpp"

namespace coffer::app {
namespace {

constexpr std::size_t most_kept = 16;  // connections, from round to round of --watch

// The accounts that are chosen, ready to be asked any number of times.
struct AccountQuery {
  void select_accounts();
  QueryResult ask(bool again);

  void add_requests(const Account& account);
  void fetch(Account& account) const;
  void send_requests(bool again, const std::vector<bool>& is_asked);
  void ask_those_without_room();
  Report answer(const Account& account);
  std::string advice(const Account& account, ErrorKind kind) const;
  void finish(QueryResult& result);

  const Question question;
  const AccountChoice& choice;
  const ConnectionOptions& connection;
  const TerminalOptions& terminal;
  const Environment& environment;
  const Streams& streams;
  Trust trust = {};
  SystemClock clock = {};
  EndingSignals signals = {};  // held back while something is asked
  std::vector<Account> accounts = {};
  std::deque<GroupCache> groups = {};        // of the accounts, for the requests
  std::deque<AccountRequest> requests = {};  // of the accounts without an error
  std::vector<bool> is_over = {};            // of the accounts: not to be asked any more

  // Of the clock, which is the same for all accounts: one is enough.
  std::optional<Warning> warning = {};
  std::string told_progress = {};  // by one of the clients
  std::mutex mutex = {};           // of both

  std::map<std::string, Pace> paces = {};  // of keys

  std::string told_note = {};  // of the round before
  std::vector<Warning> told_warnings = {};
};

void AccountQuery::select_accounts() {
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

void AccountQuery::add_requests(const Account& account) {
  GroupCache& group =
      groups.emplace_back(account.practice ? std::nullopt : environment.cache_directory(),
                          account.base_url.origin(), account.credentials.api_key);
  const TellProgress tell_progress = [this](std::string text) {
    const std::lock_guard lock(mutex);
    told_progress = std::move(text);
  };
  ClientOptions how = client_options(connection, terminal, streams, signals, [this](Warning what) {
    const std::lock_guard lock(mutex);
    warning = std::move(what);
  });
  how.account_group = account.account_group;
  how.find_account_id = choice.total;
  how.pace = &paces[account.credentials.api_key];
  const auto add = [&](const Ask* ask) {
    requests.emplace_back(account, ask, question.currency, trust, connection, environment, clock,
                          group, how, tell_progress);
  };
  const auto gives_prices = [&](const AccountRequest& each) {
    return each.is_for_prices() && each.concerns(account);
  };
  if (!question.currency.empty() && std::ranges::none_of(requests, gives_prices)) add(nullptr);
  for (const Ask& ask : question.asks) add(&ask);
}

// Sees to it that the account has its secret. A failure is tried again in the next round.
void AccountQuery::fetch(Account& account) const {
  if (account.error) throw Error(*account.error);
  std::optional<WaitLine> waiting;
  const bool runs_command = !account.secret_command.empty() && account.credentials.secret.empty();
  // Otherwise the terminal is the command's.
  if (runs_command && !is_terminal(STDIN_FILENO)) {
    waiting.emplace(terminal, environment, streams,
                    [&] { return fmt::format("the secret of {}", account.profile); });
  }
  fetch_secret(account);
}

void AccountQuery::send_requests(bool again, const std::vector<bool>& is_asked) {
  std::atomic<std::size_t> done = 0;
  const WaitLine waiting(terminal, environment, streams, [&]() -> std::string {
    const std::lock_guard lock(mutex);
    if (!choice.several_profiles())
      return told_progress.empty() ? accounts.front().base_url.origin() : told_progress;
    const std::size_t answered = done / question.asks.size();
    if (told_progress.empty()) return progress(answered, accounts.size(), "profiles");
    return fmt::format("{} of {} profiles: {}", answered, accounts.size(), told_progress);
  });
  parallel_for(requests.size(), most_at_once(), [&](std::size_t number) {
    AccountRequest& request = requests[number];
    bool is_needed = false;
    for (std::size_t i = 0; i < accounts.size() && !is_needed; ++i)
      is_needed = is_asked[i] && request.concerns(accounts[i]);
    if (is_needed) {
      request.send();
      if (!again || &request.account() >= accounts.data() + most_kept) request.close();
    }
    if (!request.is_for_prices()) ++done;
  });
  ask_those_without_room();
}

// Where the system had no room for all requests at the same time, makes those that have failed on
// the way once more, one after the other and without connections that are kept.
void AccountQuery::ask_those_without_room() {
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

// What was found of an account.
Report AccountQuery::answer(const Account& account) {
  Source source{
      .profile = account.profile,
      .received = {},
      .account = {account.base_url.origin(), account.credentials.api_key, {}},
  };
  Report report;
  for (AccountRequest& request : requests) {
    if (!request.concerns(account)) continue;
    if (request.error) {
      Error error = *request.error;
      if (error.hint.empty()) error.hint = advice(account, error.kind);
      throw error;
    }
    if (request.is_for_prices()) {
      source.prices = request.prices;
      continue;
    }
    if (source.account.id.empty()) source.account.id = request.account_id();
    source.received = std::max(source.received, request.received);
    append(report, std::move(request.report));
  }
  for (Row& row : report.rows) row.source = 0;
  report.sources = {std::move(source)};
  return report;
}

// Its command examines the same account.
std::string AccountQuery::advice(const Account& account, ErrorKind kind) const {
  constexpr std::string_view command = "coffer doctor";
  std::string text(row_of(kind).advice);
  const std::size_t at = text.find(command);
  if (at == text.npos) return text;
  if (choice.sandbox) {
    text.replace(at, command.size(), "coffer --sandbox doctor");
    return text;
  }
  std::string options;
  const auto add = [&](std::string_view option, const std::optional<std::string>& value) {
    if (value) options += fmt::format(" {} {}", option, shell_word(*value));
  };
  if (choice.all_profiles || !choice.profiles.empty()) add("-p", account.profile);
  add("--base-url", choice.base_url);
  if (connection.proxy && connection.proxy->empty()) add("--proxy", "");
  if (connection.proxy && !connection.proxy->empty())
    add("--proxy", parse_proxy(*connection.proxy, ErrorKind::usage, "--proxy").origin());
  add("--ca-file", connection.ca_file);
  add("--ca-dir", connection.ca_directory);
  return text.insert(at + command.size(), options);
}

void AccountQuery::finish(QueryResult& result) {
  if (question.finish && result.has_answers()) question.finish(result.report);
  std::vector<Warning>& warnings = result.report.warnings;
  if (warnings != told_warnings) std::ranges::copy(warnings, std::back_inserter(result.warnings));
  told_warnings = std::move(warnings);
}

QueryResult AccountQuery::ask(bool again) {
  std::optional<BlockedSignals> held(std::in_place, signals.set());
  QueryResult result;
  // Secrets come first, one after the other: their commands may ask for a passphrase on the
  // terminal that will show how the asking goes on.
  std::vector<bool> is_asked(accounts.size());
  std::vector<std::optional<Error>> errors(accounts.size());
  for (std::size_t i = 0; i < accounts.size(); ++i) {
    try {
      if (!is_over[i]) fetch(accounts[i]);
      is_asked[i] = !is_over[i];
    } catch (const Error& error) {
      errors[i] = error;
    }
  }
  send_requests(again, is_asked);
  for (std::size_t i = 0; i < accounts.size(); ++i) {
    try {
      if (is_asked[i]) append(result.report, answer(accounts[i]));
    } catch (const Error& error) {
      errors[i] = error;
    }
    if (!errors[i]) continue;
    is_over[i] = cannot_pass(*errors[i]);
    result.failures.push_back(
        {choice.several_profiles() ? accounts[i].profile : "", *std::move(errors[i])});
  }
  held.reset();

  if (auto told = std::exchange(warning, {})) result.warnings.push_back(*std::move(told));
  result.note = std::move(result.report.note);
  // A sum that lacks an account is none.
  result.is_last = choice.total ? std::ranges::any_of(is_over, std::identity())
                                : std::ranges::all_of(is_over, std::identity());
  result.report.several_profiles = choice.several_profiles();
  if (choice.total && result.failures.empty()) {
    std::string note = drop_repeated_accounts(result.report);
    if (note != told_note) result.note = told_note = std::move(note);
    if (question.finishes_parts) finish(result);
    result.report = total(std::move(result.report));
  } else if (choice.total) {
    result.report = Report();
  }
  if (!(choice.total && question.finishes_parts)) finish(result);
  return result;
}

}  // namespace

Round account_query(Question question, const AccountChoice& choice,
                    const ConnectionOptions& connection, const TerminalOptions& terminal,
                    const Environment& environment, const Streams& streams) {
  const std::shared_ptr<AccountQuery> query(
      new AccountQuery{std::move(question), choice, connection, terminal, environment, streams});
  query->select_accounts();
  return [query](bool again) { return query->ask(again); };
}

}  // namespace coffer::app
