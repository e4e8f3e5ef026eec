#include "app/log/last_entries.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>

#include "app/log/line_reader.hpp"
#include "app/log/log_name.hpp"
#include "app/log/log_parser.hpp"
#include "coffer/error.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

// Gives a collector the entries, from first to last, of the latest file that a rotation left beside
// this log. Throws Error{config} where it cannot be read.
template <class Collector>
void collect_rotated(const std::string& log_path, Collector& collector) {
  const auto rotated = predecessor(log_path);
  if (!rotated) return;
  LineReader lines(*rotated);
  LogParser parser;
  while (const std::optional<Line> line = lines.next()) {
    if (!line->ended || line->too_long) continue;
    if (const Entry* entry = parser.parse_if_sound(line->text)) collector.take(*entry);
  }
}

// What the exchange says of an asset, and what is derived of that alone.
constexpr std::array<std::string_view, 6> balances{
    "totalBalance", "availableBalance", "borrowed", "interest", "lockedBalance", "netBalance"};

// Finds the last entry of each owner.
struct AssetCollector {
  struct Found {
    std::size_t entries = 0;
    Time time = {};
    std::set<std::string> assets = {};
  };

  explicit AssetCollector(const std::vector<LogOwner>& all) : owners(all), found(all.size()) {}

  void take(const Entry& entry) {
    const auto is_there = [&](std::string_view column) { return !entry.cell(column).empty(); };
    const auto is_not_zero = [&](std::string_view column) {
      const auto amount = Decimal::parse(entry.cell(column));
      return is_there(column) && (!amount || amount->sign() != 0);
    };
    // Of a day that was filled in later only this is missing.
    const bool is_filled_in = entry.columns->find("availableBalance") &&
                              !is_there("availableBalance") &&
                              std::ranges::any_of(balances, is_there);
    if (entry.asset.empty() || is_filled_in) return;
    const bool has_balance = std::ranges::any_of(balances, is_not_zero);
    for (std::size_t i = 0; i < owners.size(); ++i) {
      if (!owners[i].has(entry)) continue;
      auto& [entries, time, assets] = found[i];
      if (entries == 0 || entry.time != time) {
        assets.clear();
        time = entry.time;
        ++entries;
      }
      if (has_balance) {
        assets.emplace(entry.asset);
      } else {
        assets.erase(std::string(entry.asset));
      }
    }
  }

  // Whether no line before those that were given can belong to what was found.
  bool is_whole() const {
    return std::ranges::all_of(found, [](const Found& each) { return each.entries > 1; });
  }

  const std::vector<LogOwner>& owners;
  std::vector<Found> found;
};

// Finds the rows of a ledger with the greatest number.
struct LedgerCollector {
  void take(const Entry& entry) {
    const auto sn = parse_integer<std::int64_t>(entry.cell("sn"));
    if (!sn || !owner.has(entry)) return;
    if (!end || *sn > end->sn) {
      if (!end) end.emplace();
      end->last.clear();
      end->sn = *sn;
      end->time = entry.time;
    }
    if (*sn == end->sn) end->last.emplace(entry.cell("event"), entry.asset);
    if (auto balance = Decimal::parse(entry.cell("balance")))
      end->balances.insert_or_assign(std::string(entry.asset), *std::move(balance));
  }

  // Rows need not be in order of their numbers.
  static bool is_whole() { return false; }

  const LogOwner& owner;
  std::optional<LedgerEnd> end = {};
};

}  // namespace

std::vector<std::set<std::string>> last_assets(const LogFile& file, const LogTail& tail,
                                               const std::vector<LogOwner>& owners,
                                               std::vector<Warning>& warnings) {
  auto found = tail.collect(AssetCollector(owners)).found;
  if (std::ranges::find(found, 0U, &AssetCollector::Found::entries) != found.end()) {
    try {
      AssetCollector before(owners);
      collect_rotated(file.path(), before);
      for (std::size_t i = 0; i < found.size(); ++i) {
        if (found[i].entries == 0) found[i] = std::move(before.found[i]);
      }
    } catch (const Error& error) {
      warnings.emplace_back(
          fmt::format("{}; what was sold since then is not in {}", error.message, file.path()));
    }
  }
  std::vector<std::set<std::string>> assets;
  assets.reserve(found.size());
  for (auto& each : found) assets.push_back(std::move(each.assets));
  return assets;
}

bool LedgerEnd::lacks(std::int64_t number, std::string_view event, std::string_view asset) {
  if (number != sn) return number > sn;
  const auto known = last.find({std::string(event), std::string(asset)});
  if (known == last.end()) return true;
  last.erase(known);
  return false;
}

std::optional<LedgerEnd> ledger_end(const LogFile& file, const LogTail& tail,
                                    const LogOwner& owner) {
  auto collector = tail.collect(LedgerCollector{owner});
  if (!collector.end) collect_rotated(file.path(), collector);
  return std::move(collector.end);
}

bool is_begun(const std::string& path) {
  std::error_code problem;
  return std::filesystem::exists(path, problem) || predecessor(path);
}

std::optional<LedgerEnd> ledger_end(const std::string& path, const LogOwner& owner) {
  const LogFile file(path, std::chrono::seconds(10));
  return ledger_end(file, LogTail(file), owner);
}

}  // namespace coffer::app
