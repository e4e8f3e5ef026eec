#include "app/log/last_assets.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "coffer/account.hpp"
#include "coffer/error.hpp"

namespace coffer::app {
namespace {

// What the exchange says of an asset, and what is derived of that alone.
bool is_balance(std::string_view column) {
  const auto is_column = [&](const auto& field) { return field.key == column; };
  return column == "lockedBalance" || column == "netBalance" ||
         (column != "asset" && std::ranges::any_of(fields<MarginBalance>, is_column));
}

// What balances of an entry's line are there, and whether one is not zero.
struct Balances {
  bool any = false;
  bool other_than_zero = false;
  bool available = true;  // false where that alone is missing: a day that was filled in later
};

Balances balances_of(const Entry& entry) {
  Balances found;
  for (std::size_t i = 0; i < entry.cells.size(); ++i) {
    const std::string& name = entry.columns->names[i];
    if (!is_balance(name)) continue;
    if (entry.cells[i].empty()) {
      found.available = found.available && name != "availableBalance";
      continue;
    }
    found.any = true;
    const auto amount = Decimal::parse(entry.cells[i]);
    found.other_than_zero = found.other_than_zero || !amount || amount->sign() != 0;
  }
  return found;
}

// Finds the last entry of each owner among lines that are given from first to last.
class LastEntries {
 public:
  explicit LastEntries(const std::vector<LogOwner>& owners)
      : owners_(owners), found_(owners.size()) {}

  void take(const Entry& entry) {
    const Balances balances = balances_of(entry);
    if (entry.asset.empty() || (balances.any && !balances.available)) return;
    for (std::size_t i = 0; i < owners_.size(); ++i) {
      if (!owners_[i].has(entry)) continue;
      Found& found = found_[i];
      if (found.entries == 0 || entry.time != found.time) {
        found.assets.clear();
        found.time = entry.time;
        ++found.entries;
      }
      found.assets[std::string(entry.asset)] = balances.other_than_zero;
    }
  }

  // Whether no line before those that were given can belong to what was found.
  bool is_whole() const {
    return std::ranges::all_of(found_, [](const Found& found) { return found.entries > 1; });
  }

  std::vector<std::optional<LastAssets>> assets() const {
    std::vector<std::optional<LastAssets>> all;
    for (const Found& found : found_)
      all.push_back(found.entries == 0 ? std::nullopt : std::optional(found.assets));
    return all;
  }

 private:
  struct Found {
    std::size_t entries = 0;
    Time time;
    LastAssets assets;
  };

  const std::vector<LogOwner>& owners_;
  std::vector<Found> found_;
};

}  // namespace

std::vector<std::optional<LastAssets>> last_assets(const LogFile& file, const LogTail& tail,
                                                   const std::vector<LogOwner>& owners,
                                                   std::vector<Warning>& warnings) {
  auto found = tail.collect(LastEntries(owners)).assets();
  if (std::ranges::all_of(found, [](const auto& each) { return each.has_value(); })) return found;
  try {
    LastEntries entries(owners);
    each_rotated_entry(file.path(), [&](const Entry& entry) { entries.take(entry); });
    auto before = entries.assets();
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (!found[i]) found[i] = std::move(before[i]);
    }
  } catch (const Error& error) {
    warnings.emplace_back(
        fmt::format("{}; what was sold since then is not in {}", error.message, file.path()));
  }
  return found;
}

}  // namespace coffer::app
