#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/accounts/select.hpp"
#include "app/output/messages.hpp"
#include "app/output/report.hpp"
#include "app/query/connection.hpp"
#include "app/system/environment.hpp"
#include "app/system/streams.hpp"
#include "app/terminal/terminal.hpp"
#include "coffer/client.hpp"

namespace coffer::app {

// What one round of asking found: the rows of the accounts that answered, and the failures of the
// others, in the order of the profiles. What the round before has warned of as well is left out.
struct QueryResult {
  Report report;
  std::vector<Failure> failures;
  bool is_last = false;  // no account is left that a further round could ask

  bool has_answers() const { return !report.sources.empty(); }
};

// Asks once. With `again`, a further round is to follow.
using Round = std::function<QueryResult(bool again)>;

// What asks about an account.
struct AskedClient : Client {
  std::string profile;                                  // the account's
  std::function<void(std::string text)> tell_progress;  // says how far a long answer has come
};

// A question to an account: a report of what the client is told. Of its source it may state
// `received` where that is not now. May be called on several threads at once.
using Ask = std::function<Report(AskedClient& client)>;

// What is asked of each account.
struct Question {
  std::vector<Ask> asks;  // each over its own connection, all at once; the rows are put together
  std::string currency = {};  // prices in it are asked for beside, once a host; empty: none are

  // Makes of the answers, added up where a total is wanted, what is shown.
  std::function<void(Report& report)> finish = nullptr;
  bool finishes_parts = false;  // the answers of each account, before any total of them
};

// Selects the accounts that are chosen. The function that it returns asks them, any number of
// times; with `again` the connections of 16 accounts are kept for the next round. An account whose
// failure cannot pass is left out of further rounds. Without prices, or where no pair knows the
// currency, all accounts of the host fail.
//
// Throws Error{config} or Error{usage} where no account can be asked. The references must outlive
// the function.
Round account_query(Question question, const AccountChoice& choice,
                    const ConnectionOptions& connection, const TerminalOptions& terminal,
                    const Environment& environment, const Streams& streams);

}  // namespace coffer::app
