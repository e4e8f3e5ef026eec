#pragma once

#include <string>
#include <vector>

#include "coffer/account.hpp"
#include "coffer/error.hpp"
#include "coffer/ledger.hpp"
#include "coffer/prices.hpp"
#include "coffer/time.hpp"

namespace coffer {

// Each function reads the text of a reply: an envelope {"code", "data"} with unknown members
// ignored. It throws
// - Error{reply}, naming the JSON path, where the text is not what the API promises: malformed,
//   a web page, `code` missing or no number, `data` missing or of the wrong shape, a field missing
//   (of KeyInfo only the account group must be there) or of the wrong type, the same asset twice,
//   an amount that is no exact decimal;
// - where `code` is not 0, the error that the exchange reports, with code, reason and message. Its
//   kind is by the code: 2100, 100009, 100011, 200001 to 200015 auth; 100101, 510001 unavailable
//   and retryable; 900001 unavailable; everything else rejected.
// Amounts may be JSON strings or numbers; either way their text is kept.
std::vector<CashBalance> decode_cash_balances(std::string reply);
std::vector<MarginBalance> decode_margin_balances(std::string reply);
MarginRisk decode_margin_risk(std::string reply);
KeyInfo decode_key_info(std::string reply);

// Only the account group of an info reply: finding it must not depend on the rest.
int decode_account_group(std::string reply);

// The account that a reply is about; empty where it names none, as one that reports an error may.
std::string decode_account_id(std::string reply);

// The exchange's clock when it received the request that exchange-info answers.
Time decode_exchange_clock(std::string reply);

// What risk-limit-info tells of the address that asks.
SeenAddress decode_seen_address(std::string reply);

// The last traded prices (`close`) of a ticker. A pair that was never traded may lack one; a symbol
// that is no pair is left out. A pair that stands twice, and a negative price, is an Error{reply}.
Prices decode_prices(std::string reply);

// A daily snapshot and a page of the ledger, in the order of the reply. Both are read with and
// without an envelope, and the snapshot in both of the documentation's spellings: `snapshotTime`
// and `snapshot`, or `balanceTime` and `balance`. Of an order what describes it may be missing.
Snapshot decode_snapshot(std::string reply);
std::vector<LedgerEntry> decode_ledger(std::string reply);

// Whether the exchange complains that the account group in the URL is not the key's. It names
// "AccountGroupMismatch" in its reason or message, in varying spelling: `groupmismatch` at the end
// of a word, where letters alone count, in any case.
bool is_account_group_mismatch(const Error& error);

}  // namespace coffer
