#pragma once

#include <string>
#include <vector>

#include "coffer/account.hpp"
#include "coffer/ledger.hpp"

namespace coffer::app {

// What changed an account on the day on which this was made (UTC), and the balances around it.
struct SandboxLedger {
  Snapshot opening;  // of that day
  std::vector<LedgerEntry> entries;
  Snapshot end;
};

// The one account of the practice exchange, from which it answers everything.
struct SandboxAccount {
  std::string api_key;
  std::string api_secret;  // valid base64, so that either way to make a key of it works
  KeyInfo info;
  std::vector<CashBalance> cash;
  std::vector<MarginBalance> margin;
  MarginRisk risk;
  std::vector<Ticker> prices;
  SandboxLedger cash_ledger;  // each leads to the balances here
  SandboxLedger margin_ledger;
};

// The sample of the exchange's documentation, and an asset without a balance. Of today (UTC) it has
// a deposit, two trades with their fees, and a transfer to margin.
SandboxAccount sample_account();

// The sample, with those parts replaced that the file has: {"cash": [...], "margin": [...],
// "risk": {...}, "prices": [{"symbol", "close"}]} in the shape of the exchange's replies, comments
// allowed; nothing has changed balances from a file. Throws Error{config},
// naming file and line, for a file that cannot be read or has another shape.
SandboxAccount read_sandbox_account(const std::string& path);

}  // namespace coffer::app
