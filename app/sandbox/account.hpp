#pragma once

#include <string>
#include <vector>

#include "coffer/account.hpp"
#include "coffer/json_writer.hpp"

namespace coffer::app {

// What the practice exchange holds.
struct PracticeAccount {
  std::vector<CashBalance> cash;
  std::vector<MarginBalance> margin;
  MarginRisk risk;
};

// The sample of the exchange's documentation.
PracticeAccount sample_account();

// The sample, with those parts replaced that the file has: {"cash": [...], "margin": [...],
// "risk": {...}} in the shape of the exchange's replies, comments allowed. Throws Error{config},
// naming file and line, for a file that cannot be read or has another shape.
PracticeAccount read_practice_account(const std::string& path);

// Which balances a reply lists.
struct BalanceFilter {
  std::string asset;      // empty: any
  bool show_all = false;  // also those without any amount
};

// Each writes one value in the shape of the exchange's replies.
void write_balances(JsonWriter& json, const std::vector<CashBalance>& balances,
                    const BalanceFilter& filter);
void write_balances(JsonWriter& json, const std::vector<MarginBalance>& balances,
                    const BalanceFilter& filter);
void write_risk(JsonWriter& json, const MarginRisk& risk);

}  // namespace coffer::app
