#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "coffer/account.hpp"
#include "coffer/client_options.hpp"
#include "coffer/clock.hpp"
#include "coffer/error.hpp"
#include "coffer/ledger.hpp"
#include "coffer/prices.hpp"
#include "coffer/signature.hpp"
#include "coffer/transport.hpp"

namespace coffer {

class SignedRequests;
struct ApiCall;

// Remembers the account group of one key at one exchange between runs, for any number of clients. A
// memory that fails is one that remembers nothing.
class GroupMemory {
 public:
  virtual ~GroupMemory() = default;

  // The group that is remembered. Where none is, what `ask` returns, which is remembered from then
  // on; other clients wait for that, so that the exchange is asked once. Throws what `ask` throws.
  virtual int recall(const std::function<int()>& ask) = 0;

  virtual void forget() = 0;
};

// Which balances to ask for. No assets: all with a balance, or with show_all those without, too.
// Named assets: at least these, whatever their balance, without regard to case; with show_all, all
// assets nevertheless.
struct BalanceQuery {
  std::vector<std::string> assets;
  bool show_all = false;
};

// Asks one exchange with one key. Signs every try afresh.
//
// Every function throws, beside what Transport::send and the decode functions throw,
// - Error{config} where the secret cannot sign,
// - Error{unavailable} for 429 and 5xx and the transient codes, after the retries,
// - Error{auth} or Error{rejected} for what the exchange refuses, never retried but where the
//   clock is the cause (see ClientOptions::correct_clock),
// - Error{reply} for a status that the API does not use.
// A valid envelope with a code other than 0 outranks the HTTP status.
//
// Where the exchange says that the account group is wrong: a recalled one is forgotten, asked again
// and used, once; one that options gave is an Error{rejected} whose hint names the right one.
//
// Without a memory the group is asked once. What is passed by reference or pointer must outlive the
// client. Used from one thread at a time.
class Client {
 public:
  Client(Transport& transport, Clock& clock, const Credentials& credentials, GroupMemory* memory,
         ClientOptions options);
  ~Client();

  // The balances of the reply that answers the query. One named asset is asked for alone, unless
  // show_all is set; if that reply lacks it, or several are named, a whole list is asked for, and
  // the result may hold more than was named. Throws Error{rejected} for a named asset that the
  // exchange does not list, with the nearest code in the hint.
  std::vector<CashBalance> cash(const BalanceQuery& query = {});
  std::vector<MarginBalance> margin(const BalanceQuery& query = {});

  // Asks with POST, and where the exchange does not allow that (405, or 404) once more with GET:
  // the specification says POST, other clients of the exchange send GET.
  MarginRisk risk();

  // Needs no account group.
  KeyInfo info();

  // How the exchange sees the address that asks. Needs no key.
  SeenAddress seen_address();

  // The account that the last reply that named one was about; empty where none did, or options do
  // not want it.
  const std::string& account_id() const;

  // The last traded prices of all pairs. Needs no key. Asks at the older address where the exchange
  // does not know the newer one (404).
  Prices prices();

  // The balances at the beginning of that day (UTC). Throws Error{rejected} for a day that the
  // exchange does not have: it keeps seven.
  Snapshot snapshot(AccountKind account, std::chrono::sys_days day);

  // The first entries of the ledger from this sequence number on, in any order: fewer than
  // `ledger_page_size` where there are no more.
  static constexpr std::size_t ledger_page_size = 500;
  std::vector<LedgerEntry> ledger_page(AccountKind account, std::int64_t sn);

  // These two need no account group. They wait for their turn (see ClientOptions::pace) before the
  // timeout begins to run; where the exchange answers 429 all the same, up to three times for as
  // long as it asks, 10 minutes at most, or else a minute, and are then asked anew.

  // How far the exchange's clock is ahead of ours, by exchange-info, which needs no key. No more
  // exact than half of the time from the request's last byte to the reply's first. Corrects
  // nothing.
  std::chrono::milliseconds clock_offset();

  // What requests are signed with beside this machine's clock: how far the exchange's is ahead of
  // it, as far as that was found and is corrected (see ClientOptions::correct_clock). Asks nothing.
  std::chrono::milliseconds clock_correction() const;

 private:
  template <class Result>
  using Decode = Result (*)(std::string reply);

  template <class Balance>
  std::vector<Balance> balances(ApiCall call, Decode<std::vector<Balance>> decode,
                                const BalanceQuery& query);
  template <class Result>
  Result ask_account(const ApiCall& call, Decode<Result> decode, Deadline deadline);
  template <class Result>
  Result ask_data(AccountKind account, std::string_view what, const std::string& query,
                  Decode<Result> decode);
  template <class Result>
  Result ask_info(Decode<Result> decode, Deadline deadline);
  Error wrong_group(Error error, Deadline deadline);

  GroupMemory* memory_;
  std::optional<int> given_group_;
  std::optional<int> group_;
  Method risk_method_ = Method::post;
  std::unique_ptr<SignedRequests> requests_;
};

}  // namespace coffer
