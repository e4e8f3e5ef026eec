#include "app/sandbox/exchange.hpp"

#include <fmt/format.h>
#include <httplib.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>
#include <variant>

#include "coffer/json_record.hpp"
#include "coffer/json_writer.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

constexpr std::int64_t timestamp_window = 30'000;  // ms
constexpr std::int64_t largest_page = 500;

// Thrown where there is no success to answer with.
struct Refusal {
  int status;
  int code;
  std::string_view reason;
  std::string_view message;
};

// In milliseconds since the Unix epoch.
std::int64_t now() {
  using namespace std::chrono;
  return floor<milliseconds>(system_clock::now()).time_since_epoch().count();
}

// What is asked, and where the answer goes. Each function writes the data of a success.
struct Call {
  const SandboxAccount& account;
  const httplib::Request& request;
  JsonWriter& json;
};

template <class Balance>
void write_list(const Call& call, const std::vector<Balance>& balances) {
  const std::string asset = call.request.get_param_value("asset");
  const bool show_all = equal_ignoring_case(call.request.get_param_value("showAll"), "true");
  call.json.begin_array();
  for (const Balance& balance : balances) {
    const auto has_some = [&](const auto& field) {
      const auto* member = std::get_if<Decimal Balance::*>(&field.member);
      return member != nullptr && (balance.**member).sign() != 0;
    };
    const bool shown = show_all || std::ranges::any_of(fields<Balance>, has_some);
    if (shown && (asset.empty() || balance.asset == asset)) write_value(call.json, balance);
  }
  call.json.end_array();
}

void reply_cash(const Call& call) { write_list(call, call.account.cash); }

void reply_margin(const Call& call) { write_list(call, call.account.margin); }

void reply_risk(const Call& call) { write_value(call.json, call.account.risk); }

void reply_info(const Call& call) { write_value(call.json, call.account.info); }

void reply_ticker(const Call& call) { write_value(call.json, call.account.prices); }

const SandboxLedger& ledger(const Call& call) {
  return call.request.path.find("/cash/") == std::string::npos ? call.account.margin_ledger
                                                               : call.account.cash_ledger;
}

// One of the seven days whose snapshots are kept.
Time requested_day(const httplib::Request& request) {
  using namespace std::chrono;
  const std::string text = request.get_param_value("date");
  tm date{};
  const char* const end = ::strptime(text.c_str(), "%Y-%m-%d", &date);
  const Time day = sys_seconds(seconds(::timegm(&date)));
  const auto age = floor<days>(system_clock::now()) - day;
  if (end == nullptr || *end != '\0' || age < days(0) || age > days(6))
    throw Refusal{200, 100002, "DATA_NOT_AVAILABLE", "There is no snapshot of this day."};
  return day;
}

void reply_snapshot(const Call& call) {
  const Time day = requested_day(call.request);
  const SandboxLedger& of = ledger(call);
  const Snapshot& snapshot = day > of.opening.time ? of.end : of.opening;
  call.json.begin_object().key("meta").begin_object().key("sn").integer(snapshot.sn);
  write_value(call.json.key("snapshotTime"), day);
  call.json.end_object().key("snapshot").begin_array();
  for (const SnapshotBalance& each : snapshot.balances) {
    call.json.begin_object().key("asset").string(each.asset);
    call.json.key("totalBalance").string(each.total.text()).end_object();
  }
  call.json.end_array().end_object();
}

void reply_ledger(const Call& call) {
  const auto number = [&](const char* parameter) {
    return parse_integer<std::int64_t>(call.request.get_param_value(parameter));
  };
  const auto first = number("sn");
  const auto limit = call.request.has_param("limit") ? number("limit") : largest_page;
  if (!first || !limit || *limit < 1 || *limit > largest_page)
    throw Refusal{200, 100006, "INVALID_ARGUMENT", "Invalid argument."};
  std::vector<LedgerEntry> orders;
  std::vector<LedgerEntry> others;
  for (const LedgerEntry& entry : ledger(call).entries) {
    const auto count = static_cast<std::int64_t>(orders.size() + others.size());
    if (entry.sn >= *first && count < *limit) (entry.order_id ? orders : others).push_back(entry);
  }
  write_value(call.json.begin_object().key("order"), orders);
  write_value(call.json.key("balance"), others);
  call.json.end_object();
}

void reply_exchange_info(const Call& call) {
  const std::int64_t received = now();
  const std::string sent = call.request.get_param_value("requestTime");
  call.json.begin_object();
  call.json.key("requestTimeEcho").integer(parse_integer<std::int64_t>(sent).value_or(received));
  call.json.key("requestReceiveAt").integer(received);
  call.json.key("latency").integer(0).end_object();
}

void reply_risk_limit_info(const Call& call) {
  call.json.begin_object().key("ip").string(call.request.remote_addr);
  call.json.key("webSocket").begin_object().key("status").begin_object();
  call.json.key("isBanned").boolean(false).key("bannedUntil").integer(-1);
  call.json.end_object().end_object().end_object();
}

struct Endpoint {
  std::string_view path;      // behind the account group, where there is one
  std::string_view api_path;  // what is signed; empty: nothing is
  void (*reply)(const Call& call);
  bool in_account_group = false;
};
constexpr std::array<Endpoint, 11> endpoints{{
    {"/api/pro/v1/cash/balance", "balance", reply_cash, true},
    {"/api/pro/v1/margin/balance", "balance", reply_margin, true},
    {"/api/pro/v1/margin/risk", "margin/risk", reply_risk, true},
    {"/api/pro/v1/info", "info", reply_info},
    {"/api/pro/v1/exchange-info", "", reply_exchange_info},
    {"/api/pro/v2/risk-limit-info", "", reply_risk_limit_info},
    {"/api/pro/v1/spot/ticker", "", reply_ticker},
    {"/api/pro/data/v1/cash/balance/snapshot", "data/v1/cash/balance/snapshot", reply_snapshot},
    {"/api/pro/data/v1/margin/balance/snapshot", "data/v1/margin/balance/snapshot", reply_snapshot},
    {"/api/pro/data/v1/cash/balance/history", "data/v1/cash/balance/history", reply_ledger},
    {"/api/pro/data/v1/margin/balance/history", "data/v1/margin/balance/history", reply_ledger},
}};

std::string decoded(const std::string& base64) {
  std::string bytes(base64.size(), '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                   reinterpret_cast<const unsigned char*>(base64.data()),
                                   static_cast<int>(base64.size()));
  const auto padding = std::ranges::count(base64, '=');  // is decoded to zeros
  bytes.resize(static_cast<std::size_t>(size - padding));
  return bytes;
}

// The x-auth-signature that the specification asks for, by the exchange's own computation. `secret`
// is what the HMAC is made with.
std::string expected_signature(std::string_view secret, std::string_view timestamp,
                               std::string_view api_path) {
  const std::string text = fmt::format("{}+{}", timestamp, api_path);
  std::array<unsigned char, 32> digest;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), nullptr);
  std::array<unsigned char, 45> base64;  // ends in NUL
  EVP_EncodeBlock(base64.data(), digest.data(), static_cast<int>(digest.size()));
  return std::string(base64.begin(), base64.end() - 1);
}

void check_signature(const httplib::Request& request, const SandboxAccount& account,
                     std::string_view api_path) {
  const std::string key = request.get_header_value("x-auth-key");
  if (key.empty()) throw Refusal{200, 100009, "AUTHORIZATION_NEEDED", "Authorization is required."};
  const std::string timestamp = request.get_header_value("x-auth-timestamp");
  const auto time = parse_integer<std::int64_t>(timestamp);
  if (!time || *time < now() - timestamp_window || *time > now() + timestamp_window)
    throw Refusal{200, 100011, "INVALID_TIMESTAMP", "Not a valid timestamp."};
  const std::string signature = request.get_header_value("x-auth-signature");
  const auto is_made_with = [&](std::string_view secret) {
    const std::string expected = expected_signature(secret, timestamp, api_path);
    return signature.size() == expected.size() &&
           CRYPTO_memcmp(signature.data(), expected.data(), expected.size()) == 0;
  };
  if (key != account.api_key ||
      !(is_made_with(account.api_secret) || is_made_with(decoded(account.api_secret))))
    throw Refusal{200, 200001, "AUTHENTICATION_FAILED", "Authorization failed."};
}

std::string answer(const SandboxAccount& account, const httplib::Request& request) {
  const std::string_view path = request.path;
  const std::size_t group_end = path.find_first_not_of("0123456789", 1);
  const bool has_group = group_end != 1 && group_end < path.size();
  const auto* const endpoint = std::ranges::find_if(endpoints, [&](const Endpoint& candidate) {
    return candidate.in_account_group == has_group &&
           candidate.path == path.substr(has_group ? group_end : 0);
  });
  if (endpoint == endpoints.end())
    throw Refusal{404, 100001, "INVALID_HTTP_INPUT", "There is nothing at this path."};
  if (!endpoint->api_path.empty()) check_signature(request, account, endpoint->api_path);
  if (has_group && path.substr(1, group_end - 1) != fmt::to_string(account.info.account_group))
    throw Refusal{200, 100010, "ACCOUNT_GROUP_MISMATCH",
                  "AccountGroupMismatch: this key belongs to another account group."};
  JsonWriter json(JsonWriter::Style::compact);
  json.begin_object().key("code").integer(0).key("data");
  endpoint->reply({account, request, json});
  return json.end_object().take();
}

}  // namespace

void SandboxExchange::respond(const httplib::Request& request, httplib::Response& response) const {
  response.status = 200;
  try {
    response.set_content(answer(account_, request), "application/json");
  } catch (const Refusal& refusal) {
    response.status = refusal.status;
    JsonWriter json(JsonWriter::Style::compact);
    json.begin_object().key("code").integer(refusal.code);
    json.key("reason").string(refusal.reason).key("message").string(refusal.message).end_object();
    response.set_content(json.take(), "application/json");
  }
}

}  // namespace coffer::app
