// A letter and a reply: what is accepted is encoded and accepted again with the same values, and
// what is not is refused with the one exception type.

#include "coffer/decode.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "coffer/json_record.hpp"
#include "coffer/json_writer.hpp"
#include "lib/src/api/reply.hpp"
#include "test/fuzz/fuzz.hpp"

namespace coffer::fuzz {
namespace {

template <class Data>
void put(JsonWriter& json, const Data& data) {
  write_value(json, data);
}

void put(JsonWriter& json, std::chrono::sys_time<std::chrono::milliseconds> time) {
  json.begin_object().key("requestReceiveAt").integer(time.time_since_epoch().count());
  json.end_object();
}

void put(JsonWriter& json, const Snapshot& snapshot) {
  json.begin_object().key("meta").begin_object().key("sn").integer(snapshot.sn);
  json.key("snapshotTime").integer(snapshot.time.time_since_epoch().count()).end_object();
  json.key("snapshot").begin_array();
  for (const SnapshotBalance& each : snapshot.balances) {
    json.begin_object().key("asset").string(each.asset);
    json.key("totalBalance").string(each.total.text()).end_object();
  }
  json.end_array().end_object();
}

// Each in a list of orders, where all that it may have can stand.
void put(JsonWriter& json, std::vector<LedgerEntry> entries) {
  for (LedgerEntry& entry : entries) entry.event.reset();
  write_value(json.begin_object().key("order"), entries);
  json.end_object();
}

template <class Data>
std::string reply(const Data& data) {
  JsonWriter json(JsonWriter::Style::compact);
  json.begin_object().key("code").integer(0).key("data");
  put(json, data);
  return json.end_object().take();
}

// What every value must be, whatever it stands in.

bool has_exponent(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  for (std::size_t at = text.find_first_of("eE", 1); at != std::string_view::npos;
       at = text.find_first_of("eE", at + 1)) {
    if (is_digit(text[at - 1])) return true;
  }
  return false;
}

void check(const Decimal& amount, std::string_view reply) {
  const bool stands_there = reply.find(amount.text()) != std::string_view::npos;
  require(stands_there || has_exponent(reply) || reply.find('\\') != std::string_view::npos,
          "an amount stands in the reply as it comes out, unless it is written in another way");
}

template <class Balance>
void check(const std::vector<Balance>& balances, std::string_view reply) {
  for (const Balance& balance : balances) {
    const auto same = [&](const Balance& other) { return other.asset == balance.asset; };
    require(std::ranges::count_if(balances, same) == 1, "no asset stands twice");
    check(balance.total, reply);
    check(balance.available, reply);
  }
}

void check(const Snapshot& snapshot, std::string_view reply) {
  for (const SnapshotBalance& each : snapshot.balances) {
    const auto same = [&](const SnapshotBalance& other) { return other.asset == each.asset; };
    require(std::ranges::count_if(snapshot.balances, same) == 1, "no asset stands twice");
    check(each.total, reply);
  }
}

void check(const std::vector<LedgerEntry>& entries, std::string_view reply) {
  for (const LedgerEntry& entry : entries) {
    for (const LedgerChange& change : entry.changes) {
      require(change.event.has_value(), "what has changed an asset is known");
      check(change.amount, reply);
      check(change.balance, reply);
    }
  }
}

void check(const MarginRisk& risk, std::string_view reply) {
  check(risk.net, reply);
  check(risk.cushion, reply);
}

void check(std::chrono::sys_time<std::chrono::milliseconds> time, std::string_view) {
  require(time.time_since_epoch().count() >= 0, "the exchange's clock is not before the epoch");
}

void check(const KeyInfo& info, std::string_view) {
  require(info.account_group >= 0, "account groups are not negative");
  const auto end = info.expiry ? info.expiry->time : std::nullopt;
  require(!end || end->time_since_epoch().count() >= 0, "expiry is a time");
}

void check(const Error& error, const std::string& text) {
  require(!error.message.empty(), "an error says something");
  const Error reported = refusal(404, text);
  require(reported.code ? error.kind == reported.kind && error.code == reported.code &&
                              error.message == reported.message
                        : error.kind == ErrorKind::reply && !error.code,
          "an error is the exchange's, or distrusts the reply");
}

template <class Decode>
auto decoded(Decode decode, const std::string& text) -> std::optional<decltype(decode(text))> {
  try {
    return decode(text);
  } catch (const Error& error) {
    check(error, text);
    return std::nullopt;
  }
}

template <class Decode>
void check_decoding(Decode decode, const std::string& text) {
  const auto value = decoded(decode, text);
  if (!value) return;
  require(!refusal(404, text).code, "a reply is either a failure or a success");
  check(*value, text);
  const std::string encoded = reply(*value);
  const auto again = decoded(decode, encoded);
  require(again && reply(*again) == encoded, "the same values come back");
}

// The group is found whether or not the rest of the reply can be read.
void check_group(const std::string& text) {
  check_decoding(decode_key_info, text);
  const auto group = decoded(decode_account_group, text);
  require(!group || *group >= 0, "account groups are not negative");
  const auto info = decoded(decode_key_info, text);
  require(!info || group == info->account_group, "the group is found in every info reply");
}

void check_prices(const std::string& text) {
  const auto prices = decoded(decode_prices, text);
  if (!prices) return;
  for (const std::string_view code : prices->codes()) {
    const auto price = prices->price(code, "USDT");
    require(!price || price->sign() > 0, "a price is more than nothing");
  }
}

}  // namespace
}  // namespace coffer::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace coffer;
  if (size == 0) return 0;
  const std::string text(fuzz::text_of(data + 1, size - 1));
  switch (data[0]) {
    case 'c':
      fuzz::check_decoding(decode_cash_balances, text);
      break;
    case 'm':
      fuzz::check_decoding(decode_margin_balances, text);
      break;
    case 'r':
      fuzz::check_decoding(decode_margin_risk, text);
      break;
    case 'i':
      fuzz::check_group(text);
      break;
    case 'p':
      fuzz::check_prices(text);
      break;
    case 's':
      fuzz::check_decoding(decode_snapshot, text);
      break;
    case 'l':
      fuzz::check_decoding(decode_ledger, text);
      break;
    case 't':
      fuzz::check_decoding(decode_exchange_clock, text);
      break;
    default:
      return -1;
  }
  return 0;
}
