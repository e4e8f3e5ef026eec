#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/accounts/select.hpp"
#include "app/output/messages.hpp"
#include "app/output/report.hpp"
#include "app/query/connection.hpp"
#include "app/query/request.hpp"
#include "app/system/environment.hpp"
#include "app/system/streams.hpp"
#include "app/terminal/terminal.hpp"

namespace coffer::app {

// What one round of asking found: the rows of the accounts that answered, and the failures of the
// others, in the order of the profiles; and what to warn of and to note.
struct QueryResult {
  Report report;
  std::vector<Failure> failures;
  std::vector<Warning> warnings = {};
  std::string note = {};
  bool is_last = false;  // no account is left that a further round could ask

  bool has_answers() const { return !report.sources.empty(); }
};

// Asks once. With `again`, a further round is to follow.
using Round = std::function<QueryResult(bool again)>;

// Adds what was found of one more account.
void append(QueryResult& result, QueryResult&& part);

// What is asked of each account.
struct Question {
  std::vector<Ask> asks;  // each over its own connection, all at once; the rows are put together
  std::string currency = {};  // prices in it are asked for beside, once a host; empty: none are

  // Makes of the answers, added up where a total is wanted, what is shown.
  std::function<void(Report& report)> finish = nullptr;
  bool finishes_parts = false;  // of a total, which is then made of what is shown of each
};

// The accounts that are chosen, ready to be asked any number of times.
class AccountQuery {
 public:
  // Throws Error{config} or Error{usage} where no account can be asked. The references must outlive
  // the query.
  AccountQuery(Question question, const AccountChoice& choice, const ConnectionOptions& connection,
               const TerminalOptions& terminal, const Environment& environment,
               const Streams& streams);
  ~AccountQuery();
  AccountQuery(const AccountQuery&) = delete;
  AccountQuery& operator=(const AccountQuery&) = delete;

  // Asks once. With `again`, a further round is to follow, and the connections of 16 accounts are
  // kept for it. An account whose failure cannot pass is left out of further rounds. Without
  // prices, or where no pair knows the currency, all accounts of the host fail.
  QueryResult ask(bool again = false);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace coffer::app
