#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "app/accounts/account.hpp"
#include "app/accounts/group_cache.hpp"
#include "app/output/report.hpp"
#include "app/query/connection.hpp"
#include "coffer/client.hpp"
#include "coffer/error.hpp"
#include "coffer/https_transport.hpp"
#include "coffer/prices.hpp"

namespace coffer::app {

// Says on the terminal how far a long answer has come.
using TellProgress = std::function<void(std::string progress)>;

// What asks about an account.
struct AskedClient : Client {
  std::string profile;  // the account's
  TellProgress tell_progress;
};

// A question to an account: a report of what the client is told. Of its origin it may state
// `received` where that is not now. May be called on several threads at once.
using Ask = std::function<Report(AskedClient& client)>;

// The group of one account for several clients, each on its own thread: while one of them finds it
// out the others wait, so that the exchange is asked once.
struct SharedGroup {
  explicit SharedGroup(GroupCache known) : cache(std::move(known)) {}

  GroupCache cache;
  std::mutex mutex;
};

// It, as one of the clients sees it.
class GroupSearch final : public GroupMemory {
 public:
  explicit GroupSearch(SharedGroup& shared)
      : shared_(shared), lock_(shared.mutex, std::defer_lock) {}

  std::optional<int> recall() override {
    lock_.lock();
    const std::optional<int> group = shared_.cache.recall();
    if (group) lock_.unlock();
    return group;
  }

  void remember(int account_group) override {
    shared_.cache.remember(account_group);
    end();
  }

  void forget() override {
    if (!lock_.owns_lock()) lock_.lock();
    shared_.cache.forget();
  }

  // To be called when the client is done: had it not found the group, the next one may.
  void end() {
    if (lock_.owns_lock()) lock_.unlock();
  }

 private:
  SharedGroup& shared_;
  std::unique_lock<std::mutex> lock_;  // while it looks for the group
};

// What the requests of an account share.
struct AskedAccount {
  const Account& account;
  std::shared_ptr<SharedGroup> group;
  TellProgress tell_progress;
};

// One question, asked in each round over a connection of its own, and the answer.
class AccountRequest {
 public:
  // Without `ask`, for the prices of the account's host, in `currency`. The references must outlive
  // the request. Throws what load_proxy throws.
  AccountRequest(AskedAccount asked, const Ask* ask, const std::string& currency, Trust trust,
                 const ConnectionOptions& options, const Environment& environment, Clock& clock,
                 ClientOptions how);

  const Account& account() const { return asked_.account; }
  bool is_for_prices() const { return ask_ == nullptr; }

  // Whether the answer is needed for this account.
  bool concerns(const Account& account) const;

  // Makes the answer, or the error. A currency that no pair has is an Error{rejected} that is
  // final. Throws Interrupted.
  void send();

  // Closes the connection.
  void close() { transport_.close(); }

  // Of the last time.
  Report report;
  std::shared_ptr<const Prices> prices;
  Time received;
  std::optional<Error> error;

  // See Client::account_id.
  const std::string& account_id() const { return client_.account_id(); }

 private:
  void ask();

  AskedAccount asked_;
  const Ask* ask_;
  const std::string& currency_;
  Clock& clock_;
  HttpsTransport transport_;
  GroupSearch group_;
  AskedClient client_;
};

}  // namespace coffer::app
