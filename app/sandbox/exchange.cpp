#include "app/sandbox/exchange.hpp"

#include <fmt/format.h>
#include <httplib.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <strings.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>

#include "coffer/json_record.hpp"
#include "coffer/json_writer.hpp"

namespace coffer::app {
namespace {

constexpr std::uint64_t timestamp_window = 30'000;  // ms
constexpr std::uint64_t largest_page = 500;

// Thrown where there is no success to answer with.
struct Refusal {
  int status;
  int code;
  std::string_view reason;
  std::string_view message;
};

std::uint64_t now() {
  using namespace std::chrono;
  const auto time = duration_cast<milliseconds>(system_clock::now().time_since_epoch());
  return static_cast<std::uint64_t>(time.count());
}

// The value of decimal digits.
std::optional<std::uint64_t> to_integer(std::string_view text) {
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || rest != end) return std::nullopt;
  return value;
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
  const bool show_all = ::strcasecmp(call.request.get_param_value("showAll").c_str(), "true") == 0;
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
std::chrono::sys_days requested_day(const httplib::Request& request) {
  using namespace std::chrono;
  const auto today = floor<days>(system_clock::now());
  for (auto day = today; day > today - days(7); day -= days(1)) {
    const year_month_day date(day);
    const std::string text =
        fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                    static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    if (request.get_param_value("date") == text) return day;
  }
  throw Refusal{200, 100002, "DATA_NOT_AVAILABLE", "There is no snapshot of this day."};
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
  const auto first = to_integer(call.request.get_param_value("sn"));
  const auto limit = call.request.has_param("limit")
                         ? to_integer(call.request.get_param_value("limit"))
                         : largest_page;
  if (!first || !limit || *limit < 1 || *limit > largest_page)
    throw Refusal{200, 100006, "INVALID_ARGUMENT", "Invalid argument."};
  std::vector<LedgerEntry> orders;
  std::vector<LedgerEntry> others;
  for (const LedgerEntry& entry : ledger(call).entries) {
    if (static_cast<std::uint64_t>(entry.sn) < *first || orders.size() + others.size() == *limit)
      continue;
    (entry.order_id ? orders : others).push_back(entry);
  }
  write_value(call.json.begin_object().key("order"), orders);
  write_value(call.json.key("balance"), others);
  call.json.end_object();
}

void reply_exchange_info(const Call& call) {
  const std::uint64_t received = now();
  const auto sent = to_integer(call.request.get_param_value("requestTime")).value_or(received);
  call.json.begin_object();
  call.json.key("requestTimeEcho").integer(static_cast<std::int64_t>(sent));
  call.json.key("requestReceiveAt").integer(static_cast<std::int64_t>(received));
  call.json.key("latency").integer(static_cast<std::int64_t>(received - sent)).end_object();
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
  bool takes_post = false;  // as well as GET
};
constexpr std::array<Endpoint, 12> endpoints{{
    {"/api/pro/v1/cash/balance", "balance", reply_cash, true},
    {"/api/pro/v1/margin/balance", "balance", reply_margin, true},
    {"/api/pro/v1/margin/risk", "margin/risk", reply_risk, true, true},
    {"/api/pro/v1/info", "info", reply_info},
    {"/api/pro/v1/exchange-info", "", reply_exchange_info},
    {"/api/pro/v2/risk-limit-info", "", reply_risk_limit_info},
    {"/api/pro/v1/spot/ticker", "", reply_ticker},
    {"/api/pro/v1/ticker", "", reply_ticker},
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
  const std::string timestamp = request.get_header_value("x-auth-timestamp");
  const std::string signature = request.get_header_value("x-auth-signature");
  if (key.empty() || timestamp.empty() || signature.empty())
    throw Refusal{200, 100009, "AUTHORIZATION_NEEDED", "Authorization is required."};
  const auto time = to_integer(timestamp);
  if (!time || *time < now() - timestamp_window || *time > now() + timestamp_window)
    throw Refusal{200, 100011, "INVALID_TIMESTAMP", "Not a valid timestamp."};
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
  if (request.method != "GET" && !(endpoint->takes_post && request.method == "POST"))
    throw Refusal{405, 100001, "INVALID_HTTP_INPUT", "The method is not allowed."};
  if (!endpoint->api_path.empty()) check_signature(request, account, endpoint->api_path);
  if (has_group && path.substr(1, group_end - 1) != fmt::to_string(account.info.account_group))
    throw Refusal{200, 100010, "ACCOUNT_GROUP_MISMATCH",
                  "AccountGroupMismatch: this key belongs to another account group."};
  JsonWriter json(JsonWriter::Style::compact);
  json.begin_object().key("code").integer(0).key("data");
  endpoint->reply({account, request, json});
  return json.end_object().take();
}

void respond(const SandboxAccount& account, const httplib::Request& request,
             httplib::Response& response) {
  response.status = 200;
  try {
    response.set_content(answer(account, request), "application/json");
  } catch (const Refusal& refusal) {
    response.status = refusal.status;
    JsonWriter json(JsonWriter::Style::compact);
    json.begin_object().key("code").integer(refusal.code);
    json.key("reason").string(refusal.reason).key("message").string(refusal.message).end_object();
    response.set_content(json.take(), "application/json");
  }
}

}  // namespace

SandboxExchange::SandboxExchange(const Settings& settings)
    : account_(settings.data_file ? read_sandbox_account(*settings.data_file) : sample_account()),
      server_(settings.port, [this](const httplib::Request& request, httplib::Response& response) {
        respond(account_, request, response);
      }) {}

std::string SandboxExchange::base_url() const {
  return fmt::format("http://{}:{}", LoopbackServer::host, server_.port());
}

}  // namespace coffer::app
