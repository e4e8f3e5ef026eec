#include "coffer/prices.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "test/catch.hpp"

namespace coffer {
namespace {

Prices listed(const std::vector<std::pair<std::string_view, std::string_view>>& pairs) {
  Prices prices;
  for (const auto& [pair, price] : pairs) REQUIRE(prices.add(pair, Decimal::parse(price)));
  return prices;
}

// "-" for none.
std::string price(const Prices& prices, std::string_view asset, std::string_view currency) {
  const auto found = prices.price(asset, currency);
  return found ? found->text() : "-";
}

}  // namespace

TEST_CASE("an asset's price is its pair's, else the inverse pair's, rounded to 18 decimals") {
  const Prices prices = listed({{"BTC/USDT", "11350.25"}, {"USDT/TRY", "3"}, {"A/B", "1.50"}});
  CHECK(price(prices, "BTC", "USDT") == "11350.25");
  CHECK(price(prices, "USDT", "BTC") == "0.000088103786260215");
  CHECK(price(prices, "TRY", "USDT") == "0.333333333333333333");
  CHECK(price(prices, "A", "B") == "1.50");
  CHECK(price(prices, "USDT", "USDT") == "1");
  CHECK(price(prices, "A", "USDT") == "-");
  CHECK(price(prices, "btc", "USDT") == "-");
}

TEST_CASE("what has no pair is priced by way of another currency, the first that serves") {
  const Prices prices = listed({{"X/USDC", "2"},
                                {"USDC/EUR", "0.5"},
                                {"X/BTC", "1"},
                                {"BTC/EUR", "9000"},
                                {"Y/ETH", "4"},
                                {"EUR/ETH", "0.001"},
                                {"Z/EUR", "0"}});
  CHECK(price(prices, "X", "EUR") == "1");
  CHECK(price(prices, "Y", "EUR") == "4000");
  CHECK(price(prices, "Z", "EUR") == "-");
}

TEST_CASE("a price that no number of 18 decimals can show the inverse of has none") {
  const Prices prices = listed({{"A/B", "9000000000000000000"}, {"C/D", "1000000000000000000"}});
  CHECK(price(prices, "B", "A") == "-");
  CHECK(price(prices, "D", "C") == "0.000000000000000001");
}

TEST_CASE("a pair counts once, and one of an asset with itself has no price") {
  Prices prices = listed({{"A/B", "2"}, {"C/C", "7"}});
  CHECK_FALSE(prices.add("A/B", Decimal::parse("3")));
  CHECK(price(prices, "A", "B") == "2");
  CHECK(price(prices, "C", "C") == "1");
  CHECK(prices.add("E/F", std::nullopt));
  CHECK(prices.codes() == std::vector<std::string_view>{"A", "B", "C", "E", "F"});
}

}  // namespace coffer
