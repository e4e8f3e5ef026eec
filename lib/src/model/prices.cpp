#include "coffer/prices.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <random>
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

SeededHash::SeededHash() : seed(std::random_device()()) {
  seed = seed << 32U | std::random_device()();
}

// FNV-1a.
std::size_t SeededHash::operator()(std::string_view text) const {
  std::uint64_t hash = seed;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return hash ^ hash >> 32U;
}

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
  std::vector<std::string_view> codes;
  codes.reserve(2 * prices_.size());
  for (const auto& [pair, price] : prices_) {
    const auto [asset, currency] = split(pair);
    codes.push_back(asset);
    codes.push_back(currency);
  }
  std::ranges::sort(codes);
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  return codes;
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
