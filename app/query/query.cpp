#include "app/query/query.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <string_view>
#include <utility>

#include "app/accounts/group_cache.hpp"
#include "app/query/parallel.hpp"
#include "app/query/total.hpp"
#include "app/system/signals.hpp"
#include "app/terminal/wait_line.hpp"
#include "coffer/https_transport.hpp"
#include "coffer/nearest.hpp"

namespace coffer::app {
namespace {

constexpr std::size_t most_kept = 16;  // connections, from round to round of --watch

// A report whose source has them.
Report ask_prices(Client& client, const std::string& currency) {
  Report report;
  report.sources.emplace_back().prices = std::make_shared<const Prices>(client.prices());
  const std::vector<std::string_view> codes = report.sources.front().prices->codes();
  if (std::ranges::binary_search(codes, currency)) return report;
  Error error(ErrorKind::rejected, fmt::format("prices: no pair has the currency {}", currency),
              suggestion(currency, codes));
  error.is_final = true;
  throw error;
}

struct AskedAccount : Account {
  bool is_over = false;  // it has failed in a way that cannot pass
};

// The accounts that are chosen, ready to be asked any number of times.
struct AccountQuery {
  // One question, asked in each round over a connection of its own, and the answer.
  struct Request {
    Request(AccountQuery& query, const Account& of, const Ask* what, GroupCache& group)
        : account(of),
          ask(what),
          transport(https_transport(of.base_url, query.trust,
                                    load_proxy(query.connection, query.environment, of.base_url),
                                    query.connection.family)),
          client{{*transport, query.clock, of.credentials, &group, query.how_to_ask(of)},
                 of.profile,
                 [&query](std::string text) {
                   const std::lock_guard lock(query.mutex);
                   query.told_progress = std::move(text);
                 }} {}

    // Whether the answer is needed for this account.
    bool concerns(const Account& other) const {
      if (other.error) return false;
      return &other == &account ||
             (ask == nullptr && other.base_url.origin() == account.base_url.origin());
    }

    const Account& account;
    const Ask* ask;  // null: for the prices of the account's host
    std::unique_ptr<Transport> transport;
    AskedClient client;

    // Of the last time. The report has one source, which states `received`, or prices.
    Report report;
    std::optional<Error> error;
  };

  void select_accounts() {
    for (Account& account : selected_accounts(choice, environment))
      accounts.push_back({std::move(account)});
    const auto needs_trust = [](const Account& each) { return !each.error && each.base_url.tls; };
    if (std::ranges::any_of(accounts, needs_trust))
      trust = trust_in(load_trust(connection, environment));
    for (AskedAccount& account : accounts) {
      try_with(account, [&] { add_requests(account); });
      if (account.error && account.error->kind == ErrorKind::usage) throw Error(*account.error);
    }
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

  QueryResult ask(bool again) {
    const BlockedSignals held(signals.set());
    // Secrets come first, one after the other: their commands may ask for a passphrase on the
    // terminal that will show how the asking goes on.
    for (AskedAccount& account : accounts) try_with(account, [&] { fetch(account); });
    send_requests(again);
    QueryResult result;
    Report& report = result.report;
    for (AskedAccount& account : accounts) {
      try_with(account, [&] { append(report, answer(account)); });
      if (!account.error) continue;
      if (!account.is_over)
        result.failures.push_back(
            {choice.several_profiles() ? account.profile : "", *account.error});
      account.is_over = cannot_pass(*account.error);
      if (!account.is_over) account.error.reset();
    }

    // A sum that lacks an account is none.
    result.is_last = choice.total ? std::ranges::any_of(accounts, &AskedAccount::is_over)
                                  : std::ranges::all_of(accounts, &AskedAccount::is_over);
    if (choice.total) report = result.failures.empty() ? total(std::move(report)) : Report();
    if (question.finish && !question.finishes_parts && result.has_answers())
      question.finish(report);
    if (std::exchange(told, report.warnings) == report.warnings) report.warnings.clear();
    if (warning) report.warnings.push_back(*std::exchange(warning, std::nullopt));
    return result;
  }

  // What fails becomes the error of the account; one that has an error is not asked.
  static void try_with(AskedAccount& account, const auto& action) {
    try {
      if (!account.error) action();
    } catch (const Error& error) {
      account.error = error;
    }
  }

  void add_requests(const Account& account) {
    GroupCache& group =
        groups.emplace_back(account.practice ? std::nullopt : environment.cache_directory(),
                            account.base_url.origin(), account.credentials.api_key);
    const auto gives_prices = [&](const Request& each) {
      return each.ask == nullptr && each.concerns(account);
    };
    if (!question.currency.empty() && std::ranges::none_of(requests, gives_prices))
      requests.emplace_back(*this, account, nullptr, group);
    for (const Ask& ask : question.asks) requests.emplace_back(*this, account, &ask, group);
  }

  ClientOptions how_to_ask(const Account& account) {
    ClientOptions how =
        client_options(connection, terminal, streams, signals, [this](Warning what) {
          const std::lock_guard lock(mutex);
          warning = std::move(what);
        });
    how.account_group = account.account_group;
    how.find_account_id = choice.total;
    how.pace = &paces[account.credentials.api_key];
    return how;
  }

  // Sees to it that the account has its secret. A failure is tried again in the next round.
  void fetch(Account& account) const {
    std::optional<WaitLine> waiting;
    const bool runs_command = !account.secret_command.empty() && account.credentials.secret.empty();
    // Otherwise the terminal is the command's.
    if (runs_command && !is_terminal(STDIN_FILENO)) {
      waiting.emplace(terminal, environment, streams,
                      [&] { return fmt::format("the secret of {}", account.profile); });
    }
    fetch_secret(account);
  }

  void send_requests(bool again) {
    std::atomic<std::int64_t> done = 0;
    const WaitLine waiting(terminal, environment, streams, [&]() -> std::string {
      const std::lock_guard lock(mutex);
      if (!choice.several_profiles())
        return told_progress.empty() ? accounts.front().base_url.origin() : told_progress;
      const std::int64_t answered = done / std::ssize(question.asks);
      const std::int64_t all = std::ssize(accounts);
      if (told_progress.empty())
        return fmt::format("{} {} of {} profiles", bar(answered, all), answered, all);
      return fmt::format("{} of {} profiles: {}", answered, all, told_progress);
    });
    parallel_for(requests.size(), most_at_once(), [&](std::size_t number) {
      Request& request = requests[number];
      if (std::ranges::any_of(accounts, [&](auto& each) { return request.concerns(each); })) {
        send(request);
        if (!again || number >= most_kept) request.transport->close();
      }
      if (request.ask != nullptr) ++done;
    });
    ask_those_without_room();
  }

  // Makes the answer, or the error. Throws Interrupted.
  void send(Request& request) {
    AskedClient& client = request.client;
    request.error.reset();
    try {
      Report& report = request.report;
      report =
          request.ask != nullptr ? (*request.ask)(client) : ask_prices(client, question.currency);
      if (report.sources.empty()) report.sources.emplace_back();
      Time& received = report.sources.front().received;
      if (received == Time()) received = clock.wall() + client.clock_correction();
    } catch (const Error& error) {
      request.error = error;
    } catch (const std::bad_alloc&) {
      request.error = no_memory(ErrorKind::network, request.account.base_url.origin());
    }
    if (request.error && request.error->at_system_limit) request.error->hint = limit_hint;
  }

  // Where the system had no room for all requests at the same time, makes those that have failed on
  // the way once more, one after the other and without connections that are kept.
  void ask_those_without_room() {
    const auto had_no_room = [](const Request& each) {
      return each.error && each.error->at_system_limit;
    };
    if (std::ranges::none_of(requests, had_no_room)) return;
    for (Request& each : requests) each.transport->close();
    for (Request& each : requests) {
      const ErrorKind kind = each.error ? each.error->kind : ErrorKind::internal;
      if (kind != ErrorKind::network && kind != ErrorKind::tls) continue;
      send(each);
      each.transport->close();
    }
  }

  // What was found of an account.
  Report answer(const Account& account) {
    Source source{
        .profile = account.profile,
        .received = {},
        .account = {account.base_url.origin(), account.credentials.api_key, {}},
    };
    Report report;
    for (Request& request : requests) {
      if (!request.concerns(account)) continue;
      if (request.error) {
        Error error = *request.error;
        if (error.hint.empty()) error.hint = advice(error.kind, account, choice, connection);
        throw error;
      }
      if (request.ask == nullptr) {
        source.prices = request.report.sources.front().prices;
        continue;
      }
      if (source.account.id.empty()) source.account.id = request.client.account_id();
      source.received = std::max(source.received, request.report.sources.front().received);
      append(report, std::move(request.report));
    }
    for (Row& row : report.rows) row.source = 0;
    report.sources = {std::move(source)};
    report.several_profiles = choice.several_profiles();
    if (question.finishes_parts) question.finish(report);
    return report;
  }

  const Question question;
  const AccountChoice& choice;
  const ConnectionOptions& connection;
  const TerminalOptions& terminal;
  const Environment& environment;
  const Streams& streams;
  Trust trust = nullptr;
  SystemClock clock = {};
  EndingSignals signals = {};  // held back while something is asked
  std::vector<AskedAccount> accounts = {};
  std::deque<GroupCache> groups = {};  // of the accounts, for the requests
  std::deque<Request> requests = {};   // of the accounts without an error

  // Of the clock, which is the same for all accounts: one is enough.
  std::optional<Warning> warning = {};
  std::string told_progress = {};  // by one of the clients
  std::mutex mutex = {};           // of both

  std::map<std::string, Pace> paces = {};  // of keys
  std::vector<Warning> told = {};          // in the round before
};

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
