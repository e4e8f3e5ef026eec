#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "coffer/account.hpp"
#include "coffer/decimal.hpp"
#include "coffer/time.hpp"

namespace coffer {

enum class AccountKind { cash, margin };

// As it stands in URLs: "cash", "margin".
constexpr std::string_view name(AccountKind kind) {
  return kind == AccountKind::cash ? "cash" : "margin";
}

struct SnapshotBalance {
  std::string asset;
  Decimal total;
};

// The balances of an account at the beginning of a day.
struct Snapshot {
  std::int64_t sn = 0;  // the sequence number from which the ledger goes on
  Time time;
  std::vector<SnapshotBalance> balances;
};

// How an entry of the ledger changed one asset. Every change of the asset by the same entry states
// the balance after all of them.
struct LedgerChange {
  std::string asset;
  std::optional<std::string> event;  // "trade" or "fee" of an order, else the entry's; never none
  Decimal amount;
  Decimal balance;

  friend auto operator<=>(const LedgerChange&, const LedgerChange&) = default;
};

// What changed an account: the fill of an order, or anything else.
struct LedgerEntry {
  std::int64_t sn = 0;
  Time time = {};
  std::optional<std::string> order_id = {};  // this and the next three of an order only
  std::optional<std::string> order_type = {};
  std::optional<std::string> side = {};
  std::optional<std::string> liquidity = {};
  std::optional<std::string> event = {};  // "deposit": none of an order
  std::vector<LedgerChange> changes = {};

  friend auto operator<=>(const LedgerEntry&, const LedgerEntry&) = default;
};

template <>
inline constexpr std::array<Field<SnapshotBalance, std::string, Decimal>, 3>
    fields<SnapshotBalance>{{
        {"asset", &SnapshotBalance::asset},
        {"totalBalance", &SnapshotBalance::total},
        {"balance", &SnapshotBalance::total},
    }};

template <>
inline constexpr std::array<Field<LedgerChange, std::string, std::optional<std::string>, Decimal>,
                            4>
    fields<LedgerChange>{{
        {"asset", &LedgerChange::asset},
        {"dataType", &LedgerChange::event},
        {"deltaQty", &LedgerChange::amount},
        {"curBalance", &LedgerChange::balance},
    }};

template <>
inline constexpr std::array<
    Field<LedgerEntry, std::int64_t, Time, std::optional<std::string>, std::vector<LedgerChange>>,
    8>
    fields<LedgerEntry>{{
        {"sn", &LedgerEntry::sn},
        {"transactTime", &LedgerEntry::time},
        {"orderId", &LedgerEntry::order_id},
        {"orderType", &LedgerEntry::order_type},
        {"side", &LedgerEntry::side},
        {"liquidityInd", &LedgerEntry::liquidity},
        {"eventType", &LedgerEntry::event},
        {"data", &LedgerEntry::changes},
    }};

}  // namespace coffer
