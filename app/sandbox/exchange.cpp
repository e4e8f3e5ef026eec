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
#include <cstdint>
#include <string_view>

#include "app/sandbox/server.hpp"
#include "coffer/error.hpp"
#include "coffer/json_writer.hpp"

namespace coffer::app {
namespace {

constexpr std::int64_t timestamp_window = 30'000;  // ms

struct Refusal {
  int status;
  int code;
  std::string_view reason;
  std::string_view message;
};

BalanceFilter filter(const httplib::Request& request) {
  return {.asset = request.get_param_value("asset"),
          .show_all = ::strcasecmp(request.get_param_value("showAll").c_str(), "true") == 0};
}

JsonWriter& data_of(JsonWriter& json, const std::string& account_id, std::string_view category) {
  return json.key("accountId").string(account_id).key("ac").string(category).key("data");
}

void reply_cash(JsonWriter& json, const SandboxAccount& account, const httplib::Request& request) {
  write(data_of(json, account.info.cash_accounts->front(), "CASH"), account.cash, filter(request));
}

void reply_margin(JsonWriter& json, const SandboxAccount& account,
                  const httplib::Request& request) {
  write(data_of(json, account.info.margin_accounts->front(), "MARGIN"), account.margin,
        filter(request));
}

void reply_risk(JsonWriter& json, const SandboxAccount& account, const httplib::Request&) {
  write(data_of(json, account.info.margin_accounts->front(), "MARGIN"), account.risk);
}

void reply_info(JsonWriter& json, const SandboxAccount& account, const httplib::Request&) {
  write(json.key("data"), account.info);
}

std::int64_t now() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

// The value of decimal digits.
std::optional<std::int64_t> to_integer(std::string_view text) {
  std::int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || rest != end || value < 0) return std::nullopt;
  return value;
}

// One of the seven days whose snapshots are kept.
std::optional<std::chrono::sys_days> kept_day(const httplib::Request& request) {
  using namespace std::chrono;
  const auto today = floor<days>(system_clock::now());
  for (auto day = today; day > today - days(7); day -= days(1)) {
    const year_month_day date(day);
    const std::string text =
        fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                    static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    if (request.get_param_value("date") == text) return day;
  }
  return std::nullopt;
}

std::optional<Refusal> check_day(const httplib::Request& request) {
  if (kept_day(request)) return std::nullopt;
  return Refusal{200, 100002, "DATA_NOT_AVAILABLE", "There is no snapshot of this day."};
}

constexpr std::int64_t largest_page = 500;

std::optional<Refusal> check_page(const httplib::Request& request) {
  const auto limit = to_integer(request.get_param_value("limit"));
  const bool has_limit = request.has_param("limit");
  if (to_integer(request.get_param_value("sn")) &&
      (!has_limit || (limit && *limit >= 1 && *limit <= largest_page)))
    return std::nullopt;
  return Refusal{200, 100006, "INVALID_ARGUMENT", "Invalid argument."};
}

const SandboxLedger& ledger(const SandboxAccount& account, const httplib::Request& request) {
  return request.path.find("/cash/") == std::string::npos ? account.margin_ledger
                                                          : account.cash_ledger;
}

void reply_snapshot(JsonWriter& json, const SandboxAccount& account,
                    const httplib::Request& request) {
  ledger(account, request).write_snapshot(json.key("data"), *kept_day(request));
}

void reply_ledger(JsonWriter& json, const SandboxAccount& account,
                  const httplib::Request& request) {
  ledger(account, request)
      .write_page(json.key("data"), *to_integer(request.get_param_value("sn")),
                  to_integer(request.get_param_value("limit")).value_or(largest_page));
}

void reply_exchange_info(JsonWriter& json, const SandboxAccount&, const httplib::Request& request) {
  const std::int64_t received = now();
  const std::int64_t sent = to_integer(request.get_param_value("requestTime")).value_or(received);
  json.key("data").begin_object();
  json.key("requestTimeEcho").integer(sent);
  json.key("requestReceiveAt").integer(received);
  json.key("latency").integer(received - sent);
  json.end_object();
}

void reply_risk_limit_info(JsonWriter& json, const SandboxAccount&,
                           const httplib::Request& request) {
  json.key("data").begin_object();
  json.key("ip").string(request.remote_addr);
  json.key("webSocket").begin_object().key("status").begin_object();
  json.key("isBanned").boolean(false).key("bannedUntil").integer(-1);
  json.end_object().end_object().end_object();
}

void reply_ticker(JsonWriter& json, const SandboxAccount& account,
                  const httplib::Request& request) {
  write(json.key("data"), account.prices, request.get_param_value("symbol"));
}

struct Endpoint {
  std::string_view path;      // behind the account group, where there is one
  std::string_view api_path;  // what is signed; empty: nothing is
  bool in_account_group;
  bool takes_post;  // as well as GET
  void (*reply)(JsonWriter&, const SandboxAccount&, const httplib::Request&);
  std::optional<Refusal> (*check)(const httplib::Request&) = nullptr;  // of the parameters
};
constexpr std::array<Endpoint, 12> endpoints{{
    {"/api/pro/v1/cash/balance", "balance", true, false, reply_cash},
    {"/api/pro/v1/margin/balance", "balance", true, false, reply_margin},
    {"/api/pro/v1/margin/risk", "margin/risk", true, true, reply_risk},
    {"/api/pro/v1/info", "info", false, false, reply_info},
    {"/api/pro/v1/exchange-info", "", false, false, reply_exchange_info},
    {"/api/pro/v2/risk-limit-info", "", false, false, reply_risk_limit_info},
    {"/api/pro/v1/spot/ticker", "", false, false, reply_ticker},
    {"/api/pro/v1/ticker", "", false, false, reply_ticker},
    {"/api/pro/data/v1/cash/balance/snapshot", "data/v1/cash/balance/snapshot", false, false,
     reply_snapshot, check_day},
    {"/api/pro/data/v1/margin/balance/snapshot", "data/v1/margin/balance/snapshot", false, false,
     reply_snapshot, check_day},
    {"/api/pro/data/v1/cash/balance/history", "data/v1/cash/balance/history", false, false,
     reply_ledger, check_page},
    {"/api/pro/data/v1/margin/balance/history", "data/v1/margin/balance/history", false, false,
     reply_ledger, check_page},
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

std::optional<Refusal> check_signature(const httplib::Request& request,
                                       const SandboxAccount& account, std::string_view api_path) {
  const std::string key = request.get_header_value("x-auth-key");
  const std::string timestamp = request.get_header_value("x-auth-timestamp");
  const std::string signature = request.get_header_value("x-auth-signature");
  if (key.empty() || timestamp.empty() || signature.empty()) {
    return Refusal{200, 100009, "AUTHORIZATION_NEEDED", "Authorization is required."};
  }
  const auto time = to_integer(timestamp);
  if (!time || *time < now() - timestamp_window || *time > now() + timestamp_window) {
    return Refusal{200, 100011, "INVALID_TIMESTAMP", "Not a valid timestamp."};
  }
  const auto is_made_with = [&](std::string_view secret) {
    const std::string expected = expected_signature(secret, timestamp, api_path);
    return signature.size() == expected.size() &&
           CRYPTO_memcmp(signature.data(), expected.data(), expected.size()) == 0;
  };
  if (key != account.api_key ||
      !(is_made_with(account.api_secret) || is_made_with(decoded(account.api_secret)))) {
    return Refusal{200, 200001, "AUTHENTICATION_FAILED", "Authorization failed."};
  }
  return std::nullopt;
}

// Writes the members of a success behind its code, or says why there is none.
std::optional<Refusal> answer(JsonWriter& json, const SandboxAccount& account,
                              const httplib::Request& request) {
  const std::string_view path = request.path;
  const std::size_t group_end = path.find_first_not_of("0123456789", 1);
  const bool has_group = group_end != 1 && group_end < path.size();
  const auto endpoint =
      std::find_if(endpoints.begin(), endpoints.end(), [&](const Endpoint& candidate) {
        return candidate.in_account_group == has_group &&
               candidate.path == path.substr(has_group ? group_end : 0);
      });
  if (endpoint == endpoints.end()) {
    return Refusal{404, 100001, "INVALID_HTTP_INPUT", "There is nothing at this path."};
  }
  if (request.method != "GET" && !(endpoint->takes_post && request.method == "POST")) {
    return Refusal{405, 100001, "INVALID_HTTP_INPUT", "The method is not allowed."};
  }
  if (!endpoint->api_path.empty()) {
    if (const auto refusal = check_signature(request, account, endpoint->api_path)) return refusal;
  }
  if (has_group && to_integer(path.substr(1, group_end - 1)) != account.info.account_group) {
    return Refusal{200, 100010, "ACCOUNT_GROUP_MISMATCH",
                   "AccountGroupMismatch: this key belongs to another account group."};
  }
  if (endpoint->check != nullptr) {
    if (const auto refusal = endpoint->check(request)) return refusal;
  }
  json.key("code").integer(0);
  endpoint->reply(json, account, request);
  return std::nullopt;
}

void respond(const SandboxAccount& account, const httplib::Request& request,
             httplib::Response& response) {
  JsonWriter json(JsonWriter::Style::compact);
  json.begin_object();
  response.status = 200;
  if (const auto refusal = answer(json, account, request)) {
    response.status = refusal->status;
    json.key("code").integer(refusal->code);
    json.key("reason").string(refusal->reason);
    json.key("message").string(refusal->message);
  }
  json.end_object();
  response.set_content(json.take(), "application/json");
}

}  // namespace

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

struct SandboxExchange::State {
  explicit State(const Settings& settings)
      : account(settings.data_file ? read_sandbox_account(*settings.data_file) : sample_account()),
        server(settings.port, [this](const httplib::Request& request, httplib::Response& response) {
          respond(account, request, response);
        }) {}

  const SandboxAccount account;
  LoopbackServer server;
};

SandboxExchange::SandboxExchange(const Settings& settings)
    : state_(std::make_unique<State>(settings)) {}

SandboxExchange::~SandboxExchange() = default;

const SandboxAccount& SandboxExchange::account() const { return state_->account; }

std::string SandboxExchange::base_url() const {
  return fmt::format("http://{}:{}", LoopbackServer::host, state_->server.port());
}

}  // namespace coffer::app
