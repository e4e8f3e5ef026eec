#include "app/sandbox/ledger.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace coffer::app {
namespace {

Decimal& balance(Snapshot& snapshot, const std::string& asset) {
  return std::ranges::find(snapshot.balances, asset, &SnapshotBalance::asset)->total;
}

void write(JsonWriter& json, const LedgerEntry& entry) {
  const bool is_order = entry.order_id.has_value();
  json.begin_object().key("sn").integer(entry.sn);
  json.key("transactTime").integer(entry.time.time_since_epoch().count());
  if (is_order) {
    json.key("orderId").string(*entry.order_id).key("orderType").string(*entry.order_type);
    json.key("side").string(*entry.side).key("liquidityInd").string(*entry.liquidity);
  } else {
    json.key("eventType").string(*entry.changes.front().event);
  }
  json.key("data").begin_array();
  for (const LedgerChange& change : entry.changes) {
    json.begin_object().key("asset").string(change.asset);
    if (is_order) json.key("dataType").string(*change.event);
    json.key("deltaQty").string(change.amount.text());
    json.key("curBalance").string(change.balance.text()).end_object();
  }
  json.end_array().end_object();
}

}  // namespace

SandboxLedger::SandboxLedger(Snapshot end, std::vector<LedgerEntry> entries)
    : opening_(end), end_(std::move(end)), entries_(std::move(entries)) {
  const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  day_ = std::chrono::floor<std::chrono::days>(now);
  opening_.sn = end_.sn = entries_.empty() ? 1 : entries_.front().sn - 1;
  if (!entries_.empty()) end_.sn = entries_.back().sn;
  for (const LedgerEntry& entry : entries_) {
    for (const LedgerChange& change : entry.changes) {
      Decimal& before = balance(opening_, change.asset);
      before = before - change.amount;
    }
  }
  const auto step = (now - day_) / static_cast<std::int64_t>(entries_.size() + 1);
  Time time = day_;
  Snapshot running = opening_;
  for (LedgerEntry& entry : entries_) {
    entry.time = time += step;
    for (const LedgerChange& change : entry.changes) {
      Decimal& after = balance(running, change.asset);
      after = after + change.amount;
    }
    for (LedgerChange& change : entry.changes) change.balance = balance(running, change.asset);
  }
}

void SandboxLedger::write_snapshot(JsonWriter& json, std::chrono::sys_days day) const {
  const Snapshot& snapshot = day > day_ ? end_ : opening_;
  json.begin_object().key("meta").begin_object().key("sn").integer(snapshot.sn);
  json.key("snapshotTime").integer(Time(day).time_since_epoch().count()).end_object();
  json.key("snapshot").begin_array();
  for (const SnapshotBalance& each : snapshot.balances) {
    json.begin_object().key("asset").string(each.asset);
    json.key("totalBalance").string(each.total.text()).end_object();
  }
  json.end_array().end_object();
}

void SandboxLedger::write_page(JsonWriter& json, std::int64_t sn, std::int64_t limit) const {
  std::vector<const LedgerEntry*> page;
  for (const LedgerEntry& entry : entries_) {
    if (entry.sn >= sn && static_cast<std::int64_t>(page.size()) < limit) page.push_back(&entry);
  }
  json.begin_object();
  for (const bool orders : {true, false}) {
    json.key(orders ? "order" : "balance").begin_array();
    for (const LedgerEntry* entry : page) {
      if (entry->order_id.has_value() == orders) write(json, *entry);
    }
    json.end_array();
  }
  json.end_object();
}

}  // namespace coffer::app
