#pragma once

#include <optional>
#include <string>
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
bool cushion_applies(const MarginRisk& risk);

// What the exchange knows about an API key.
struct KeyInfo {
  int account_group = 0;
  std::string user_uid;
  std::string email;
  std::optional<Time> expiry;  // none: never
  bool may_view = false;
  bool may_trade = false;
  bool may_transfer = false;
  std::vector<std::string> allowed_ips;  // empty: any
  std::vector<std::string> cash_accounts;
  std::vector<std::string> margin_accounts;
};

}  // namespace coffer
