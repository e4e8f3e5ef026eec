#include "coffer/decode.hpp"

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <string_view>
#include <utility>

#include "api/reply.hpp"
#include "coffer/json_reader.hpp"
#include "coffer/json_record.hpp"
#include "coffer/text.hpp"
#include "coffer/utf8.hpp"

namespace coffer {
namespace {

struct SnapshotMeta {
  std::int64_t sn = 0;
  Time time;
};

struct SnapshotReply {
  SnapshotMeta meta;
  std::vector<SnapshotBalance> balances;
};

}  // namespace

template <>
inline constexpr std::array<Field<SnapshotMeta, std::int64_t, Time>, 3> fields<SnapshotMeta>{{
    {"sn", &SnapshotMeta::sn},
    {"snapshotTime", &SnapshotMeta::time},
    {"balanceTime", &SnapshotMeta::time},
}};

template <>
inline constexpr std::array<Field<SnapshotReply, SnapshotMeta, std::vector<SnapshotBalance>>, 3>
    fields<SnapshotReply>{{
        {"meta", &SnapshotReply::meta},
        {"snapshot", &SnapshotReply::balances},
        {"balance", &SnapshotReply::balances},
    }};

namespace {

constexpr std::size_t max_shown_asset = 64;

// One member of an object whose others do not matter.
template <class Value>
Value read_member(JsonReader& json, std::string_view key) {
  std::optional<Value> value;
  json.each_member([&](std::string_view other) {
    if (other == key) read_value(json, value.emplace());
  });
  if (!value) json.fail_missing(key);
  return *value;
}

template <class Record>
Record read_record(JsonReader& json) {
  Record record;
  read_value(json, record);
  return record;
}

template <class Balance>
void refuse_duplicates(const JsonReader& json, const std::vector<Balance>& balances) {
  std::set<std::string_view> seen;
  for (const Balance& balance : balances) {
    if (seen.insert(balance.asset).second) continue;
    json.fail(fmt::format("duplicate asset {}", cut_to(balance.asset, max_shown_asset)));
  }
}

// What a newer exchange puts into a member `status` of `webSocket`, an older one has directly. What
// is of another type is not told.
void read_seen(JsonReader& json, SeenAddress& seen) {
  using enum JsonReader::Type;
  json.each_member([&](std::string_view key) {
    const JsonReader::Type type = json.type();
    if ((key == "webSocket" || key == "status") && type == object) {
      read_seen(json, seen);
    } else if (key == "ip" && type == string) {
      seen.address = cut_to(json.string(), max_shown_asset);
    } else if (key == "isBanned" && type == boolean) {
      read_value(json, seen.is_banned);
    } else if (key == "bannedUntil" && type == number) {
      seen.banned_until = read_record<Expiry>(json).time;
    } else if (key == "reason" && type == string) {
      seen.reason = cut_to(json.string(), 256);
    }
  });
}

template <class Balance>
std::vector<Balance> read_balances(JsonReader& json) {
  auto balances = read_record<std::vector<Balance>>(json);
  refuse_duplicates(json, balances);
  return balances;
}

void refuse_web_page(std::string_view reply, std::string_view source) {
  const std::size_t begin = reply.find_first_not_of("\xEF\xBB\xBF \t\r\n");
  if (begin == reply.npos || reply[begin] != '<') return;
  throw Error(ErrorKind::reply, fmt::format("{}: a web page instead of JSON", source),
              "check the base URL; if it is right, something in between sends this page: a login "
              "page of the network, a filter, a proxy");
}

Prices read_prices(JsonReader& json) {
  Prices prices;
  json.each_element([&] {
    auto [symbol, close] = read_record<Ticker>(json);
    if (close && close->sign() < 0) json.fail("not a price");
    if (symbol.find('/') == symbol.npos) return;
    if (!prices.add(symbol, std::move(close))) {
      json.fail(fmt::format("duplicate pair {}", cut_to(symbol, max_shown_asset)));
    }
  });
  return prices;
}

Snapshot read_snapshot(JsonReader& json) {
  auto [meta, balances] = read_record<SnapshotReply>(json);
  refuse_duplicates(json, balances);
  return {.sn = meta.sn, .time = meta.time, .balances = std::move(balances)};
}

LedgerEntry read_entry(JsonReader& json, bool of_order) {
  auto entry = read_record<LedgerEntry>(json);
  if (!of_order && !entry.event) json.fail_missing("eventType");
  for (LedgerChange& change : entry.changes) {
    if (!of_order) change.event = entry.event;
    if (!change.event) json.fail_missing("data[].dataType");
  }
  if (of_order) entry.event.reset();
  return entry;
}

std::vector<LedgerEntry> read_ledger(JsonReader& json) {
  std::vector<LedgerEntry> entries;
  bool has_entries = false;
  json.each_member([&](std::string_view key) {
    if (key != "order" && key != "balance") return;
    has_entries = true;
    json.each_element([&] { entries.push_back(read_entry(json, key == "order")); });
  });
  if (!has_entries) json.fail_missing("order");
  return entries;
}

// What is read of a reply's data, or of a reply that is bare: without an envelope, or one without
// data.
template <class Read>
auto decode(std::string& reply, std::string_view source, Read read_data, bool may_be_bare = false) {
  refuse_web_page(reply, source);
  JsonReader json(reply, {.kind = ErrorKind::reply, .source = std::string(source)});
  const std::size_t begin = json.mark();
  const Envelope envelope = read_envelope(json);
  if (!envelope.code && !may_be_bare) json.fail_missing("code");
  if (envelope.code.value_or(0) != 0) throw failure(envelope);
  if (!envelope.data && !may_be_bare) json.fail_missing("data");
  json.rewind(envelope.data.value_or(begin));
  return read_data(json);
}

}  // namespace

std::vector<CashBalance> decode_cash_balances(std::string reply) {
  return decode(reply, "cash balances", read_balances<CashBalance>);
}

std::vector<MarginBalance> decode_margin_balances(std::string reply) {
  return decode(reply, "margin balances", read_balances<MarginBalance>);
}

MarginRisk decode_margin_risk(std::string reply) {
  return decode(reply, "margin risk", read_record<MarginRisk>);
}

KeyInfo decode_key_info(std::string reply) {
  return decode(reply, "key info", read_record<KeyInfo>);
}

int decode_account_group(std::string reply) {
  return decode(reply, "key info",
                [](JsonReader& json) { return read_member<int>(json, "accountGroup"); });
}

std::string decode_account_id(std::string reply) {
  JsonReader json(reply, {.kind = ErrorKind::reply, .source = "account"});
  std::string id;
  const std::function<void()> read_id = [&] {
    json.each_member([&](std::string_view key) {
      const JsonReader::Type type = json.type();
      if (key == "accountId" && type == JsonReader::Type::string) {
        id = json.string();
      } else if ((key == "data" || key == "meta") && type == JsonReader::Type::object) {
        read_id();  // of a snapshot
      }
    });
  };
  read_id();
  return id;
}

SeenAddress decode_seen_address(std::string reply) {
  return decode(reply, "address limits", [](JsonReader& json) {
    SeenAddress seen;
    read_seen(json, seen);
    return seen;
  });
}

Time decode_exchange_clock(std::string reply) {
  return decode(reply, "exchange clock",
                [](JsonReader& json) { return read_member<Time>(json, "requestReceiveAt"); });
}

Prices decode_prices(std::string reply) { return decode(reply, "prices", read_prices); }

Snapshot decode_snapshot(std::string reply) {
  return decode(reply, "snapshot", read_snapshot, true);
}

std::vector<LedgerEntry> decode_ledger(std::string reply) {
  return decode(reply, "ledger", read_ledger, true);
}

bool is_account_group_mismatch(const Error& error) {
  // The words are spelt and separated in many ways, so letters alone count.
  const auto complains = [](std::string_view text) {
    constexpr std::string_view complaint = "groupmismatch";
    std::string letters;
    for (const char c : text) {
      if (is_letter(c)) {
        letters += to_lower(c);
      } else if (letters.ends_with(complaint)) {
        return true;
      }
    }
    return letters.ends_with(complaint);
  };
  return complains(error.reason) || complains(error.message);
}

}  // namespace coffer
