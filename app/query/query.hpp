#pragma once

#include <functional>
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

// What is asked of each account.
struct Question {
  std::vector<Ask> asks;  // each over its own connection, all at once; the rows are put together
  std::string currency = {};  // prices in it are asked for beside, once a host; empty: none are

  // Makes of the answers, added up where a total is wanted, what is shown.
  std::function<void(Report& report)> finish = nullptr;
  bool finishes_parts = false;  // of a total, which is then made of what is shown of each
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
