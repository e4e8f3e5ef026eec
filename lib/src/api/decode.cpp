#include "coffer/decode.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <utility>

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

Time time_of(JsonReader& json, std::int64_t milliseconds) {
  constexpr Time year_10000 = std::chrono::sys_days(std::chrono::year(10000) / 1 / 1);
  const Time time{std::chrono::milliseconds(milliseconds)};
  if (time < Time() || time >= year_10000) json.fail_after("not a time");
  return time;
}

void read(JsonReader& json, Time& time) { time = time_of(json, json.integer()); }

void read(JsonReader& json, std::optional<Time>& expiry) {
  constexpr std::int64_t never = -1;
  const std::int64_t milliseconds = json.integer();
  if (milliseconds != never) expiry = time_of(json, milliseconds);
}

void read(JsonReader& json, std::vector<std::string>& texts) {
  json.each_element([&] { texts.emplace_back(json.string()); });
}

// Objects, each by a table of the members that it must have.

template <class Record>
struct Member {
  std::string_view key;
  void (*read_into)(JsonReader&, Record&);
};

template <auto field, class Record>
void field_of(JsonReader& json, Record& record) {
  read(json, record.*field);
}

constexpr std::array<Member<CashBalance>, 3> cash_members{{
    {"asset", field_of<&CashBalance::asset>},
    {"totalBalance", field_of<&CashBalance::total>},
    {"availableBalance", field_of<&CashBalance::available>},
}};

constexpr std::array<Member<MarginBalance>, 5> margin_members{{
    {"asset", field_of<&MarginBalance::asset>},
    {"totalBalance", field_of<&MarginBalance::total>},
    {"availableBalance", field_of<&MarginBalance::available>},
    {"borrowed", field_of<&MarginBalance::borrowed>},
    {"interest", field_of<&MarginBalance::interest>},
}};

constexpr std::array<Member<MarginRisk>, 9> risk_members{{
    {"accountMaxLeverage", field_of<&MarginRisk::max_leverage>},
    {"availableBalanceInUSDT", field_of<&MarginRisk::available>},
    {"totalBalanceInUSDT", field_of<&MarginRisk::total>},
    {"totalBorrowedInUSDT", field_of<&MarginRisk::borrowed>},
    {"totalInterestInUSDT", field_of<&MarginRisk::interest>},
    {"netBalanceInUSDT", field_of<&MarginRisk::net>},
    {"pointsBalance", field_of<&MarginRisk::points>},
    {"currentLeverage", field_of<&MarginRisk::leverage>},
    {"cushion", field_of<&MarginRisk::cushion>},
}};

constexpr std::array<Member<KeyInfo>, 1> group_members{{
    {"accountGroup", field_of<&KeyInfo::account_group>},
}};

struct ExchangeInfo {
  Time received;
};

constexpr std::array<Member<ExchangeInfo>, 1> exchange_members{{
    {"requestReceiveAt", field_of<&ExchangeInfo::received>},
}};

constexpr std::array<Member<KeyInfo>, 10> info_members{{
    {"accountGroup", field_of<&KeyInfo::account_group>},
    {"userUID", field_of<&KeyInfo::user_uid>},
    {"email", field_of<&KeyInfo::email>},
    {"expireTime", field_of<&KeyInfo::expiry>},
    {"viewPermission", field_of<&KeyInfo::may_view>},
    {"tradePermission", field_of<&KeyInfo::may_trade>},
    {"transferPermission", field_of<&KeyInfo::may_transfer>},
    {"allowedIps", field_of<&KeyInfo::allowed_ips>},
    {"cashAccount", field_of<&KeyInfo::cash_accounts>},
    {"marginAccount", field_of<&KeyInfo::margin_accounts>},
}};

template <class Record, std::size_t count>
Record read_object(JsonReader& json, const std::array<Member<Record>, count>& members) {
  Record record;
  std::array<bool, count> seen{};
  json.each_member([&](std::string_view key) {
    for (std::size_t i = 0; i < count; ++i) {
      if (members[i].key != key) continue;
      members[i].read_into(json, record);
      seen[i] = true;
      return;
    }
    json.skip();
  });
  for (std::size_t i = 0; i < count; ++i) {
    if (!seen[i]) json.fail_missing(members[i].key);
  }
  return record;
}

// Its first eight bytes as a number that sorts as they do.
std::uint64_t beginning(std::string_view text) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < sizeof number; ++i) {
    number = number << 8 | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0U);
  }
  return number;
}

template <class Balance>
void refuse_duplicates(const JsonReader& json, const std::vector<Balance>& balances) {
  // Most assets differ in what stands here, and the text, which lies elsewhere, is not looked at.
  std::vector<std::pair<std::uint64_t, const Balance*>> assets;
  assets.reserve(balances.size());
  for (const Balance& balance : balances) assets.emplace_back(beginning(balance.asset), &balance);
  std::sort(assets.begin(), assets.end(), [](const auto& one, const auto& other) {
    return one.first != other.first ? one.first < other.first
                                    : one.second->asset < other.second->asset;
  });
  const auto twice =
      std::adjacent_find(assets.begin(), assets.end(), [](const auto& one, const auto& other) {
        return one.first == other.first && one.second->asset == other.second->asset;
      });
  if (twice == assets.end()) return;
  json.fail_after(
      fmt::format("the asset {} stands twice", cut_to(twice->second->asset, max_shown_asset)));
}

template <class Balance, std::size_t count>
std::vector<Balance> read_balances(JsonReader& json,
                                   const std::array<Member<Balance>, count>& members) {
  // A big reply's balances would be held twice while a vector grows. There are no more of them than
  // there is room for: a balance is an object of at least `count` keys and texts.
  const std::size_t begin = json.mark();
  json.skip();
  const std::size_t tokens = json.mark() - begin;
  json.rewind(begin);

  std::vector<Balance> balances;
  balances.reserve(tokens / (2 + 2 * count));
  json.each_element([&] { balances.push_back(read_object(json, members)); });
  refuse_duplicates(json, balances);
  return balances;
}

template <class Read>
auto decode(std::string& reply, std::string_view source, Read read_data) {
  JsonReader json(reply, {.kind = ErrorKind::reply, .source = std::string(source)});
  const Envelope envelope = read_envelope(json);
  if (envelope.code != 0) throw failure(envelope);
  if (!envelope.data) json.fail_missing("data");
  json.rewind(*envelope.data);
  return read_data(json);
}

}  // namespace

std::vector<CashBalance> decode_cash_balances(std::string reply) {
  return decode(reply, "cash balances",
                [](JsonReader& json) { return read_balances(json, cash_members); });
}

std::vector<MarginBalance> decode_margin_balances(std::string reply) {
  return decode(reply, "margin balances",
                [](JsonReader& json) { return read_balances(json, margin_members); });
}

MarginRisk decode_margin_risk(std::string reply) {
  return decode(reply, "margin risk",
                [](JsonReader& json) { return read_object(json, risk_members); });
}

KeyInfo decode_key_info(std::string reply) {
  return decode(reply, "key info",
                [](JsonReader& json) { return read_object(json, info_members); });
}

int decode_account_group(std::string reply) {
  return decode(reply, "key info",
                [](JsonReader& json) { return read_object(json, group_members).account_group; });
}

Time decode_exchange_clock(std::string reply) {
  return decode(reply, "exchange clock",
                [](JsonReader& json) { return read_object(json, exchange_members).received; });
}

bool is_account_group_mismatch(const Error& error) {
  const auto complains = [](std::string_view text) {
    std::string letters;
    for (const char c : text) {
      if (is_letter(c)) letters += to_lower(c);
    }
    return letters.find("accountgroupmismatch") != std::string::npos;
  };
  return complains(error.reason) || complains(error.message);
}

}  // namespace coffer
