#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "app/accounts/account.hpp"
#include "app/output/report.hpp"
#include "app/query/connection.hpp"
#include "app/query/shared_group.hpp"
#include "coffer/client.hpp"
#include "coffer/error.hpp"
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
  // the request. Throws what Connection throws.
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
  void close() { connection_.transport.close(); }

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
  Connection connection_;
  AskedClient client_;
};

}  // namespace coffer::app
