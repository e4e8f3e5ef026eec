#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "app/sandbox/ledger.hpp"
#include "coffer/account.hpp"
#include "coffer/json_writer.hpp"

namespace coffer::app {

// A pair's last traded price, "BTC/USDT".
struct SandboxPrice {
  std::string symbol;
  Decimal close;
};

// The one account of the practice exchange, from which it answers everything.
struct SandboxAccount {
  std::string api_key;
  std::string api_secret;  // valid base64, so that either way to make a key of it works
  KeyInfo info;            // with one account for cash and one for margin
  std::vector<CashBalance> cash;
  std::vector<MarginBalance> margin;
  MarginRisk risk;
  std::vector<SandboxPrice> prices;
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

// Which balances a reply lists.
struct BalanceFilter {
  std::string asset;      // empty: any
  bool show_all = false;  // also those without any amount
};

// Each writes one value in the shape of the exchange's replies.
void write(JsonWriter& json, const std::vector<CashBalance>& balances, const BalanceFilter& filter);
void write(JsonWriter& json, const std::vector<MarginBalance>& balances,
           const BalanceFilter& filter);
void write(JsonWriter& json, const MarginRisk& risk);
void write(JsonWriter& json, const KeyInfo& info);

// The tickers of the pairs that `symbol` names as the exchange wants it: "" for all, "A/B" for one
// (an object, null where there is none), "A/B,C/D" or "A/B," for a list.
void write(JsonWriter& json, const std::vector<SandboxPrice>& prices, std::string_view symbol);

}  // namespace coffer::app

namespace coffer {

template <>
inline constexpr std::array<Field<app::SandboxPrice, std::string, Decimal>, 2>
    fields<app::SandboxPrice>{{
        {"symbol", &app::SandboxPrice::symbol},
        {"close", &app::SandboxPrice::close},
    }};

}  // namespace coffer
