#include "app/sandbox/account.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string_view>
#include <utility>

#include "app/system/read_file.hpp"
#include "coffer/json_reader.hpp"
#include "coffer/json_record.hpp"

namespace coffer::app {
namespace {

constexpr std::int64_t first_number = 8'000'001;  // of an entry in the ledger

Decimal amount(std::string_view text) { return Decimal::parse(text).value(); }

Decimal& balance(Snapshot& snapshot, const std::string& asset) {
  return std::ranges::find(snapshot.balances, asset, &SnapshotBalance::asset)->total;
}

// What leads to these balances. Of the entries, which are in order of their numbers, times and
// balances are filled in: they are spread over the day so far.
template <class Balance>
SandboxLedger ledger(const std::vector<Balance>& balances, std::vector<LedgerEntry> entries) {
  const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  Time time = now;
  const Time day = std::chrono::floor<std::chrono::days>(now);
  const auto step = (now - day) / static_cast<std::int64_t>(entries.size() + 1);
  SandboxLedger made;
  made.end.sn = entries.empty() ? first_number : entries.back().sn;
  for (const Balance& each : balances) made.end.balances.push_back({each.asset, each.total});
  made.opening = made.end;
  made.opening.sn = first_number - 1;
  made.opening.time = day;
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    entry->time = time -= step;
    for (LedgerChange& change : entry->changes)
      change.balance = balance(made.opening, change.asset);
    for (const LedgerChange& change : entry->changes) {
      Decimal& before = balance(made.opening, change.asset);
      before = before - change.amount;
    }
  }
  made.entries = std::move(entries);
  return made;
}

}  // namespace

SandboxAccount sample_account() {
  SandboxAccount account;
  account.api_key = "practice-key-0000";
  account.api_secret = "cHJhY3RpY2Utc2VjcmV0LW5vdC13b3J0aC1zdGVhbGluZw==";
  account.info.account_group = 6;
  account.info.email = "practice@example.com";
  account.info.user_uid = "U0000000006";
  account.info.expiry = Expiry();
  account.info.allowed_ips.emplace();
  account.info.may_view = true;
  account.info.may_trade = false;
  account.info.may_transfer = false;
  account.info.cash_accounts = {"cshPractice"};
  account.info.margin_accounts = {"marPractice"};
  account.cash = {
      {"USDT", amount("1285.366663467"), amount("1285.366663467")},
      {"BTC", amount("22.1308675"), amount("16.1308675")},
      {"ETH", amount("0.6"), amount("0.6")},
      {"ASD", {}, {}},
  };
  account.margin = {
      {"USDT", amount("11200"), amount("11200"), {}, {}},
      {"ETH", amount("20"), amount("20"), {}, {}},
  };
  account.risk.max_leverage = amount("10");
  account.risk.available = amount("17715.8175");
  account.risk.total = amount("17715.8175");
  account.risk.net = amount("17715.8175");
  account.risk.leverage = amount("1");
  account.risk.cushion = amount("-1");
  account.prices = {{"BTC/USDT", amount("11350.25")}, {"ETH/USDT", amount("325.790875")}};

  const auto change = [](const char* asset, const char* event, const char* by) {
    return LedgerChange{asset, event, amount(by), {}};
  };
  account.cash_ledger = ledger(
      account.cash,
      {{.sn = first_number, .event = "deposit", .changes = {change("USDT", "deposit", "5000")}},
       {.sn = first_number + 1,
        .order_id = "a17000000000000000000000practice1",
        .order_type = "limit",
        .side = "buy",
        .liquidity = "AddedLiquidity",
        .changes = {change("BTC", "trade", "0.25"), change("USDT", "trade", "-2837.5625"),
                    change("USDT", "fee", "-2.8375625")}},
       {.sn = first_number + 2,
        .order_id = "a17000000000000000000000practice2",
        .order_type = "market",
        .side = "sell",
        .liquidity = "RemovedLiquidity",
        .changes = {change("ETH", "trade", "-0.4"), change("USDT", "trade", "130.31635"),
                    change("USDT", "fee", "-0.13031635")}},
       {.sn = first_number + 3,
        .event = "transfer",
        .changes = {change("USDT", "transfer", "-1200")}}});
  account.margin_ledger =
      ledger(account.margin, {{.sn = first_number + 3,
                               .event = "transfer",
                               .changes = {change("USDT", "transfer", "1200")}}});
  return account;
}

SandboxAccount read_sandbox_account(const std::string& path) {
  SandboxAccount account = sample_account();
  std::string text = read_file(path, path, std::chrono::seconds(10));
  JsonReader json(text, {.kind = ErrorKind::config, .source = path, .by_hand = true});
  json.each_member([&](std::string_view key) {
    if (key == "cash") {
      read_value(json, account.cash);
    } else if (key == "margin") {
      read_value(json, account.margin);
    } else if (key == "risk") {
      read_value(json, account.risk);
    } else if (key == "prices") {
      read_value(json, account.prices);
    } else {
      json.fail("unknown member");
    }
  });
  account.cash_ledger = ledger(account.cash, {});
  account.margin_ledger = ledger(account.margin, {});
  return account;
}

}  // namespace coffer::app
