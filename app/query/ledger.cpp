#include "app/query/ledger.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "coffer/error.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

using std::chrono::days;
using Balances = std::map<std::string, Decimal, std::less<>>;

Decimal& balance_of(Balances& balances, const std::string& asset) {
  return balances.try_emplace(asset).first->second;  // zero where the snapshot does not list it
}

Balances balances_of(const Snapshot& snapshot) {
  Balances balances;
  for (const SnapshotBalance& each : snapshot.balances) balances[each.asset] = each.total;
  return balances;
}

// Whether an entry was before the snapshot. One of its very number may have been either.
bool precedes(const LedgerEntry& entry, const Snapshot& snapshot, Balances& balances) {
  if (entry.sn != snapshot.sn) return entry.sn < snapshot.sn;
  return std::ranges::all_of(entry.changes, [&](const LedgerChange& change) {
    return balance_of(balances, change.asset) == change.balance;
  });
}

}  // namespace

Snapshot first_snapshot(Client& client, AccountKind account, std::chrono::sys_days day,
                        std::chrono::sys_days today) {
  constexpr int no_margin_account = 310002;
  constexpr days kept(7);
  const auto first = std::min(std::max(day, today - kept), today);
  // Those that there are begin anywhere until today.
  auto lacking = first - days(1);
  auto having = today + days(1);
  std::optional<Snapshot> found;
  std::optional<Error> refused;
  for (auto of = first; having - lacking > days(1); of = lacking + (having - lacking) / 2) {
    try {
      found = client.snapshot(account, of);
      having = of;
    } catch (const Error& error) {
      const bool may_lack_day =
          error.kind == ErrorKind::rejected && error.code && error.code != no_margin_account;
      if (!may_lack_day) throw;
      refused = error;
      lacking = of;
    }
  }
  if (found) return *std::move(found);
  if (first == today) return client.snapshot(account, today - days(1));
  throw Error(*std::move(refused));
}

std::deque<LedgerEntry> read_ledger(Client& client, AccountKind account, const Snapshot& snapshot,
                                    Time until, const LedgerProgress& progress) {
  Balances balances = balances_of(snapshot);
  std::deque<LedgerEntry> entries;
  std::int64_t sn = snapshot.sn;
  Time read_until = snapshot.time;
  for (bool is_last = false; !is_last;) {
    progress(entries.size(), read_until);
    std::vector<LedgerEntry> page = client.ledger_page(account, sn);
    is_last = page.size() < Client::ledger_page_size;
    if (page.empty()) break;
    // The limit may be that of orders and of the rest each: what is cut first is the end.
    std::array<std::size_t, 2> counts{};
    std::ranges::sort(page, {}, &LedgerEntry::sn);
    auto last = std::ranges::find_if(page, [&](const LedgerEntry& entry) {
      return ++counts[entry.event ? 0 : 1] == Client::ledger_page_size;
    });
    if (last == page.end()) --last;
    if (!is_last && last->sn <= sn) {
      throw Error(ErrorKind::reply, fmt::format("{} ledger: the page from sequence number {} on "
                                                "does not lead beyond it",
                                                name(account), sn));
    }
    // That number's other entries may be on the next page.
    sn = last->sn;
    read_until = last->time;
    is_last = is_last || read_until >= until;
    for (LedgerEntry& entry : page) {
      if (!precedes(entry, snapshot, balances)) entries.push_back(std::move(entry));
    }
  }
  std::ranges::sort(entries);
  entries.erase(std::unique(entries.begin(), entries.end()), entries.end());
  return entries;
}

std::vector<std::string> disagreements(const Snapshot& snapshot,
                                       const std::deque<LedgerEntry>& entries) {
  constexpr std::size_t most = 5;
  Balances balances = balances_of(snapshot);
  std::vector<std::string> found;
  std::size_t count = 0;
  for (auto entry = entries.begin(); entry != entries.end();) {
    const auto next = std::find_if(
        entry, entries.end(), [sn = entry->sn](const LedgerEntry& each) { return each.sn != sn; });
    std::map<std::string_view, Decimal> sums;  // what the entries of this number lead to
    for (auto each = entry; each != next; ++each) {
      for (const LedgerChange& change : each->changes) {
        const auto sum = sums.try_emplace(change.asset, balance_of(balances, change.asset)).first;
        sum->second = sum->second + change.amount;
      }
    }
    for (; entry != next; ++entry) {
      for (const LedgerChange& change : entry->changes) {
        balance_of(balances, change.asset) = change.balance;
        const auto sum = sums.find(change.asset);
        if (sum == sums.end() || sum->second == change.balance) continue;
        if (++count <= most) {
          found.push_back(
              fmt::format("{} at sequence number {}: the changes lead to {}, the exchange states "
                          "{}, a difference of {}",
                          change.asset, entry->sn, sum->second.text(), change.balance.text(),
                          (change.balance - sum->second).text()));
        }
        sums.erase(sum);  // told once
      }
    }
  }
  if (count > most) found.push_back(fmt::format("and {} more like these", count - most));
  return found;
}

std::vector<Column> ledger_columns() {
  constexpr CellType amount = CellType::amount;
  return {{"time", "TIME", CellType::time},
          {"account", "ACCOUNT"},
          {"event", "EVENT"},
          {"asset", "ASSET"},
          {"amount", "AMOUNT", amount},
          {"balance", "BALANCE", amount},
          {"orderId", "ORDER ID"},
          {"side", "SIDE"},
          {"orderType", "ORDER TYPE"},
          {"liquidity", "LIQUIDITY"},
          {"sn", "SN", CellType::integer}};
}

void add_rows(Report& report, LedgerEntry entry, AccountKind account,
              const std::vector<std::string>& assets) {
  const auto cell = [](const std::optional<std::string>& text) {
    return text ? Cell(*text) : Cell();
  };
  for (LedgerChange& change : entry.changes) {
    if (!assets.empty() && !contains_ignoring_case(assets, change.asset)) continue;
    report.rows.push_back(
        {{entry.time, std::string(name(account)), *std::move(change.event), std::move(change.asset),
          std::move(change.amount), std::move(change.balance), cell(entry.order_id),
          cell(entry.side), cell(entry.order_type), cell(entry.liquidity), entry.sn}});
  }
}

}  // namespace coffer::app
