#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "coffer/decimal.hpp"
#include "coffer/time.hpp"

namespace coffer {

// One asset of the cash account, in units of the asset.
struct CashBalance {
  std::string asset;
  Decimal total;
  Decimal available;
};

// One asset of the margin account, in units of the asset.
struct MarginBalance {
  std::string asset;
  Decimal total;
  Decimal available;
  Decimal borrowed;
  Decimal interest;
};

// The margin account as a whole; amounts in USDT.
struct MarginRisk {
  Decimal max_leverage;
  Decimal available;
  Decimal total;
  Decimal borrowed;
  Decimal interest;
  Decimal net;
  Decimal points;
  Decimal leverage;
  Decimal cushion;
};

// Whether the cushion means anything. It does not where there is no debt that one could cushion:
// the exchange sends -1 then.
inline bool cushion_applies(const Decimal& cushion, const Decimal& borrowed,
                            const Decimal& interest) {
  static const Decimal none = *Decimal::parse("-1");
  return cushion != none || borrowed.sign() != 0 || interest.sign() != 0;
}

// When a key expires.
struct Expiry {
  std::optional<Time> time;  // none: never
};

// What the exchange tells about an API key. Of what is optional it may tell nothing.
struct KeyInfo {
  int account_group = 0;
  std::optional<std::string> user_uid;
  std::optional<std::string> email;
  std::optional<Expiry> expiry;
  std::optional<bool> may_view;
  std::optional<bool> may_trade;
  std::optional<bool> may_transfer;
  std::optional<std::vector<std::string>> allowed_ips;  // empty: any
  std::optional<std::vector<std::string>> cash_accounts;
  std::optional<std::vector<std::string>> margin_accounts;
};

// How the exchange sees whoever asks. Of all of this it may tell nothing.
struct SeenAddress {
  std::string address = {};  // numeric; empty: not told
  std::optional<bool> is_banned = {};
  std::optional<Time> banned_until = {};  // of a ban; none: not told
  std::string reason = {};                // likewise
};

// A pair's last traded price.
struct Ticker {
  std::string symbol;            // "BTC/USDT"
  std::optional<Decimal> close;  // none where it was never traded
};

// A member of a record, whose type is one of these, and its key in the exchange's JSON.
template <class Record, class... Types>
struct Field {
  std::string_view key;
  std::variant<Types Record::*...> member;
};

// The fields of each record, in the exchange's order. What reads, writes or shows a record goes by
// its table.
template <class Record>
inline constexpr std::nullptr_t fields = nullptr;

template <>
inline constexpr std::array<Field<CashBalance, std::string, Decimal>, 3> fields<CashBalance>{{
    {"asset", &CashBalance::asset},
    {"totalBalance", &CashBalance::total},
    {"availableBalance", &CashBalance::available},
}};

template <>
inline constexpr std::array<Field<MarginBalance, std::string, Decimal>, 5> fields<MarginBalance>{{
    {"asset", &MarginBalance::asset},
    {"totalBalance", &MarginBalance::total},
    {"availableBalance", &MarginBalance::available},
    {"borrowed", &MarginBalance::borrowed},
    {"interest", &MarginBalance::interest},
}};

template <>
inline constexpr std::array<Field<MarginRisk, Decimal>, 9> fields<MarginRisk>{{
    {"accountMaxLeverage", &MarginRisk::max_leverage},
    {"availableBalanceInUSDT", &MarginRisk::available},
    {"totalBalanceInUSDT", &MarginRisk::total},
    {"totalBorrowedInUSDT", &MarginRisk::borrowed},
    {"totalInterestInUSDT", &MarginRisk::interest},
    {"netBalanceInUSDT", &MarginRisk::net},
    {"pointsBalance", &MarginRisk::points},
    {"currentLeverage", &MarginRisk::leverage},
    {"cushion", &MarginRisk::cushion},
}};

template <>
inline constexpr std::array<Field<KeyInfo, int, std::optional<std::string>, std::optional<Expiry>,
                                  std::optional<bool>, std::optional<std::vector<std::string>>>,
                            10>
    fields<KeyInfo>{{
        {"accountGroup", &KeyInfo::account_group},
        {"email", &KeyInfo::email},
        {"expireTime", &KeyInfo::expiry},
        {"allowedIps", &KeyInfo::allowed_ips},
        {"cashAccount", &KeyInfo::cash_accounts},
        {"marginAccount", &KeyInfo::margin_accounts},
        {"userUID", &KeyInfo::user_uid},
        {"tradePermission", &KeyInfo::may_trade},
        {"transferPermission", &KeyInfo::may_transfer},
        {"viewPermission", &KeyInfo::may_view},
    }};

template <>
inline constexpr std::array<Field<Ticker, std::string, std::optional<Decimal>>, 2> fields<Ticker>{{
    {"symbol", &Ticker::symbol},
    {"close", &Ticker::close},
}};

}  // namespace coffer
