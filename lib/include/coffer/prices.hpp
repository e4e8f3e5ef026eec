#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "coffer/decimal.hpp"

namespace coffer {

// The last traded prices of an exchange's pairs.
class Prices {
 public:
  // Adds a pair, "BTC/USDT": one BTC costs `price` USDT. None where it has never been traded. False
  // where the pair is there already. A price of zero, and one of an asset in itself, is none.
  bool add(std::string_view pair, std::optional<Decimal> price);

  // What one unit of the asset costs in the currency: 1 where they are the same, else by their
  // pair, by the inverse pair, or by way of USDT, USDC, BTC or ETH, the first of these that there
  // is. None where there is none. Exact, but for the price of an inverse pair, which is rounded to
  // 18 decimals, half to even, before anything is done with it. Codes are compared as they are.
  std::optional<Decimal> price(std::string_view asset, std::string_view currency) const;

  // The codes that stand in any pair, with a price or without, sorted.
  std::vector<std::string_view> codes() const;

 private:
  std::optional<Decimal> traded(std::string_view asset, std::string_view currency) const;

  std::map<std::string, std::optional<Decimal>, std::less<>> prices_;
};

}  // namespace coffer
