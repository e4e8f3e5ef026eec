#include "coffer/prices.hpp"

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <set>
#include <utility>

namespace coffer {
namespace {

constexpr std::size_t inverse_decimals = 18;
constexpr std::array<std::string_view, 4> intermediaries{"USDT", "USDC", "BTC", "ETH"};

// A pair's two codes.
std::pair<std::string_view, std::string_view> split(std::string_view pair) {
  const std::size_t slash = pair.find('/');
  return {pair.substr(0, slash), pair.substr(slash + 1)};
}

}  // namespace

bool Prices::add(std::string_view pair, std::optional<Decimal> price) {
  const auto [asset, currency] = split(pair);
  if (asset == currency || (price && price->sign() == 0)) price.reset();
  return prices_.try_emplace(std::string(pair), std::move(price)).second;
}

std::optional<Decimal> Prices::price(std::string_view asset, std::string_view currency) const {
  if (asset == currency) return 1;
  if (auto direct = traded(asset, currency)) return direct;
  for (const std::string_view between : intermediaries) {
    const auto first = traded(asset, between);
    const auto second = traded(between, currency);
    if (first && second) return *first * *second;
  }
  return std::nullopt;
}

std::vector<std::string_view> Prices::codes() const {
  std::set<std::string_view> codes;
  for (const auto& [pair, price] : prices_) {
    const auto [asset, currency] = split(pair);
    codes.insert({asset, currency});
  }
  return {codes.begin(), codes.end()};
}

// By the pair, else by the inverse pair.
std::optional<Decimal> Prices::traded(std::string_view asset, std::string_view currency) const {
  const auto price_of = [this](const std::string& pair) {
    const auto found = prices_.find(pair);
    return found == prices_.end() ? std::nullopt : found->second;
  };
  if (auto price = price_of(fmt::format("{}/{}", asset, currency))) return price;
  const auto inverse = price_of(fmt::format("{}/{}", currency, asset));
  if (!inverse) return std::nullopt;
  const Decimal price = rounded_quotient(1, *inverse, inverse_decimals) + Decimal();  // shortest
  return price.sign() == 0 ? std::nullopt : std::optional(price);
}

}  // namespace coffer
