#include "coffer/decode.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <variant>

#include "api/reply_error.hpp"
#include "coffer/json_reader.hpp"
#include "coffer/text.hpp"
#include "coffer/utf8.hpp"

namespace coffer {
namespace {

constexpr std::size_t max_shown_asset = 64;

// Values, each by the type of the field that it fills.

void read(JsonReader& json, std::string& text) { text = json.string(); }

void read(JsonReader& json, bool& flag) { flag = json.boolean(); }

void read(JsonReader& json, Decimal& amount) {
  const bool is_number = json.type() == JsonReader::Type::number;
  std::optional<Decimal> parsed = Decimal::parse(is_number ? json.number() : json.string());
  if (!parsed) json.fail_after("not an exact decimal number of at most 256 characters");
  amount = *std::move(parsed);
}

void read(JsonReader& json, int& account_group) {
  const std::int64_t value = json.integer();
  if (value < 0 || value > std::numeric_limits<int>::max()) json.fail_after("not an account group");
  account_group = static_cast<int>(value);
}

void read(JsonReader& json, std::int64_t& number) { number = json.integer(); }

Time time_of(JsonReader& json, std::int64_t milliseconds) {
  constexpr Time year_10000 = std::chrono::sys_days(std::chrono::year(10000) / 1 / 1);
  const Time time{std::chrono::milliseconds(milliseconds)};
  if (time < Time() || time >= year_10000) json.fail_after("not a time");
  return time;
}

void read(JsonReader& json, Time& time) { time = time_of(json, json.integer()); }

void read(JsonReader& json, Expiry& expiry) {
  constexpr std::int64_t never = -1;
  const std::int64_t milliseconds = json.integer();
  if (milliseconds != never) expiry.time = time_of(json, milliseconds);
}

void read(JsonReader& json, std::vector<std::string>& texts) {
  json.each_element([&] { texts.emplace_back(json.string()); });
}

template <class Value>
void read(JsonReader& json, std::optional<Value>& value) {
  if (json.type() == JsonReader::Type::null) return json.null();
  read(json, value.emplace());
}

template <class Value>
constexpr bool may_be_missing(const Value&) {
  return false;
}
template <class Value>
constexpr bool may_be_missing(const std::optional<Value>&) {
  return true;
}

void read(JsonReader& json, std::vector<LedgerChange>& changes);

// An object, by the table of its fields, of which it must have those that are not optional, under
// one of its keys each.
template <class Record>
Record read_record(JsonReader& json) {
  constexpr const auto& members = fields<Record>;
  Record record;
  std::array<bool, members.size()> seen{};
  json.each_member([&](std::string_view key) {
    for (std::size_t i = 0; i < members.size(); ++i) {
      if (members[i].key != key) continue;
      std::visit([&](auto member) { read(json, record.*member); }, members[i].member);
      seen[i] = true;
      return;
    }
    json.skip();
  });
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto is_optional = [&](auto member) { return may_be_missing(record.*member); };
    bool is_there = seen[i] || std::visit(is_optional, members[i].member);
    for (std::size_t j = 0; !is_there && j < members.size(); ++j)
      is_there = seen[j] && members[j].member == members[i].member;
    if (!is_there) json.fail_missing(members[i].key);
  }
  return record;
}

void read(JsonReader& json, std::vector<LedgerChange>& changes) {
  json.each_element([&] { changes.push_back(read_record<LedgerChange>(json)); });
}

// One member of an object whose others do not matter.
template <class Value>
Value read_only(JsonReader& json, std::string_view key) {
  std::optional<Value> value;
  json.each_member([&](std::string_view other) {
    if (other == key) {
      read(json, value.emplace());
    } else {
      json.skip();
    }
  });
  if (!value) json.fail_missing(key);
  return *value;
}

template <class Balance>
void refuse_duplicates(const JsonReader& json, const std::vector<Balance>& balances) {
  std::unordered_set<std::string_view, SeededHash> seen(balances.size());
  for (const Balance& balance : balances) {
    if (seen.insert(balance.asset).second) continue;
    json.fail_after(fmt::format("duplicate asset {}", cut_to(balance.asset, max_shown_asset)));
  }
}

// What a newer exchange puts into a member `status`, an older one has directly.
void read_ban(JsonReader& json, SeenAddress& seen) {
  using enum JsonReader::Type;
  json.each_member([&](std::string_view key) {
    const JsonReader::Type type = json.type();
    if (key == "status" && type == object) {
      read_ban(json, seen);
    } else if (key == "isBanned" && type == boolean) {
      read(json, seen.is_banned);
    } else if (key == "bannedUntil" && type == number) {
      Expiry until;
      read(json, until);
      seen.banned_until = until.time;
    } else if (key == "reason" && type == string) {
      seen.reason = cut_to(json.string(), 256);
    } else {
      json.skip();
    }
  });
}

SeenAddress read_seen_address(JsonReader& json) {
  using enum JsonReader::Type;
  SeenAddress seen;
  json.each_member([&](std::string_view key) {
    if (key == "ip" && json.type() == string) {
      seen.address = cut_to(json.string(), max_shown_asset);
    } else if (key == "webSocket" && json.type() == object) {
      read_ban(json, seen);
    } else {
      json.skip();
    }
  });
  return seen;
}

template <class Balance>
std::vector<Balance> read_balances(JsonReader& json) {
  // A big reply's balances would be held twice while a vector grows. There are no more of them than
  // there is room for: a balance is an object of at least these keys and texts.
  const std::size_t begin = json.mark();
  json.skip();
  const std::size_t tokens = json.mark() - begin;
  json.rewind(begin);

  std::vector<Balance> balances;
  balances.reserve(tokens / (2 + 2 * fields<Balance>.size()));
  json.each_element([&] { balances.push_back(read_record<Balance>(json)); });
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

// None for null and "", which may stand where a pair was never traded.
std::optional<Decimal> read_close(JsonReader& json) {
  if (json.type() == JsonReader::Type::null) {
    json.null();
    return std::nullopt;
  }
  const bool is_number = json.type() == JsonReader::Type::number;
  const std::string_view text = is_number ? json.number() : json.string();
  if (text.empty()) return std::nullopt;
  std::optional<Decimal> price = Decimal::parse(text);
  if (!price || price->sign() < 0) json.fail_after("not a price");
  return price;
}

void read_price(JsonReader& json, Prices& prices) {
  std::optional<std::string_view> pair;
  std::optional<Decimal> close;
  json.each_member([&](std::string_view key) {
    if (key == "symbol") {
      pair = json.string();
    } else if (key == "close") {
      close = read_close(json);
    } else {
      json.skip();
    }
  });
  if (!pair) json.fail_missing("symbol");
  if (pair->find('/') == pair->npos) return;
  if (!prices.add(*pair, std::move(close))) {
    json.fail_after(fmt::format("duplicate pair {}", cut_to(*pair, max_shown_asset)));
  }
}

Prices read_prices(JsonReader& json) {
  Prices prices;
  json.each_element([&] { read_price(json, prices); });
  return prices;
}

Snapshot read_snapshot(JsonReader& json) {
  std::optional<std::int64_t> sn;
  std::optional<Time> time;
  bool has_balances = false;
  Snapshot snapshot;
  json.each_member([&](std::string_view key) {
    if (key == "meta") {
      json.each_member([&](std::string_view member) {
        if (member == "sn") {
          read(json, sn.emplace());
        } else if (member == "snapshotTime" || member == "balanceTime") {
          read(json, time.emplace());
        } else {
          json.skip();
        }
      });
      if (!sn) json.fail_missing("sn");
      if (!time) json.fail_missing("snapshotTime");
    } else if (key == "snapshot" || key == "balance") {
      has_balances = true;
      json.each_element([&] { snapshot.balances.push_back(read_record<SnapshotBalance>(json)); });
      refuse_duplicates(json, snapshot.balances);
    } else {
      json.skip();
    }
  });
  if (!sn) json.fail_missing("meta");
  if (!has_balances) json.fail_missing("snapshot");
  snapshot.sn = *sn;
  snapshot.time = *time;
  return snapshot;
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
    if (key != "order" && key != "balance") return json.skip();
    has_entries = true;
    json.each_element([&] { entries.push_back(read_entry(json, key == "order")); });
  });
  if (!has_entries) json.fail_missing("order");
  return entries;
}

// Whether the object that comes next has this member. Leaves it unread.
bool has_member(JsonReader& json, std::string_view name) {
  bool found = false;
  const std::size_t begin = json.mark();
  json.each_member([&](std::string_view key) {
    found = found || key == name;
    json.skip();
  });
  json.rewind(begin);
  return found;
}

// What is read of a reply's data, or of a reply that is bare: without an envelope, or one without
// data.
template <class Read>
auto decode(std::string& reply, std::string_view source, Read read_data, bool may_be_bare = false) {
  refuse_web_page(reply, source);
  JsonReader json(reply, {.kind = ErrorKind::reply, .source = std::string(source)});
  const std::size_t begin = json.mark();
  if (may_be_bare && !has_member(json, "code")) return read_data(json);
  const Envelope envelope = read_envelope(json);
  if (envelope.code != 0) throw failure(envelope);
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
                [](JsonReader& json) { return read_only<int>(json, "accountGroup"); });
}

std::string decode_account_id(std::string reply) {
  JsonReader json(reply, {.kind = ErrorKind::reply, .source = "account"});
  std::string id;
  const auto read_id = [&](const auto& self) -> void {
    json.each_member([&](std::string_view key) {
      const JsonReader::Type type = json.type();
      if (key == "accountId" && type == JsonReader::Type::string) {
        id = json.string();
      } else if ((key == "data" || key == "meta") && type == JsonReader::Type::object) {
        self(self);  // of a snapshot
      } else {
        json.skip();
      }
    });
  };
  read_id(read_id);
  return id;
}

SeenAddress decode_seen_address(std::string reply) {
  return decode(reply, "address limits", read_seen_address);
}

Time decode_exchange_clock(std::string reply) {
  return decode(reply, "exchange clock",
                [](JsonReader& json) { return read_only<Time>(json, "requestReceiveAt"); });
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
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (!is_letter(text[i])) continue;
      letters += to_lower(text[i]);
      const bool is_end_of_word = i + 1 == text.size() || !is_letter(text[i + 1]);
      if (is_end_of_word && letters.ends_with(complaint)) return true;
    }
    return false;
  };
  return complains(error.reason) || complains(error.message);
}

}  // namespace coffer
