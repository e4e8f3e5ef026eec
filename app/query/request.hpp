#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "app/accounts/account.hpp"
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

// One question, asked in each round over a connection of its own, and the answer.
class AccountRequest {
 public:
  // Without `ask`, for the prices of the account's host, in `currency`. The references must outlive
  // the request. Throws what load_proxy throws.
  AccountRequest(const Account& account, const Ask* ask, const std::string& currency, Trust trust,
                 const ConnectionOptions& options, const Environment& environment, Clock& clock,
                 GroupMemory& group, ClientOptions how, TellProgress tell_progress);

  const Account& account() const { return account_; }
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
  const Account& account_;
  const Ask* ask_;
  const std::string& currency_;
  Clock& clock_;
  HttpsTransport transport_;
  AskedClient client_;
};

}  // namespace coffer::app
