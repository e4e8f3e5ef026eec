#include "coffer/client.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "api/signed_requests.hpp"
#include "coffer/decode.hpp"
#include "coffer/nearest.hpp"
#include "coffer/text.hpp"

namespace coffer {
namespace {

// Whether a code may stand in a URL as it is. The exchange has no others.
bool is_plain(std::string_view asset) {
  return std::ranges::all_of(asset, [](char c) { return is_letter(c) || is_digit(c); });
}

template <class Balance>
Error unlisted(std::string_view subject, const std::vector<Balance>& balances,
               std::string_view asset) {
  std::vector<std::string_view> codes;
  codes.reserve(balances.size());
  for (const Balance& balance : balances) codes.emplace_back(balance.asset);
  Error error(ErrorKind::rejected,
              fmt::format("{}: the exchange lists no asset {}", subject, to_upper(asset)),
              suggestion(asset, codes));
  error.is_final = true;
  return error;
}

}  // namespace

Client::Client(Transport& transport, Clock& clock, const Credentials& credentials,
               GroupMemory* memory, ClientOptions options)
    : memory_(memory),
      given_group_(options.account_group),
      group_(options.account_group),
      requests_(
          std::make_unique<SignedRequests>(transport, clock, credentials, std::move(options))) {}

Client::~Client() = default;

std::vector<CashBalance> Client::cash(const BalanceQuery& query) {
  return balances(
      {.subject = "cash balances", .path = "/api/pro/v1/cash/balance", .api_path = "balance"},
      decode_cash_balances, query);
}

std::vector<MarginBalance> Client::margin(const BalanceQuery& query) {
  return balances(
      {.subject = "margin balances", .path = "/api/pro/v1/margin/balance", .api_path = "balance"},
      decode_margin_balances, query);
}

MarginRisk Client::risk() {
  const Deadline deadline = requests_->deadline();
  ApiCall call{.subject = "margin risk",
               .path = "/api/pro/v1/margin/risk",
               .api_path = "margin/risk",
               .method = risk_method_};
  try {
    return ask_account(call, decode_margin_risk, deadline);
  } catch (const Error& error) {
    const bool not_allowed = error.http_status == 405 || error.http_status == 404;
    if (call.method == Method::get || !not_allowed || is_account_group_mismatch(error)) throw;
  }
  call.method = Method::get;
  MarginRisk risk = ask_account(call, decode_margin_risk, deadline);
  risk_method_ = Method::get;
  return risk;
}

KeyInfo Client::info() { return ask_info(decode_key_info, requests_->deadline()); }

SeenAddress Client::seen_address() { return requests_->seen_address(requests_->deadline()); }

const std::string& Client::account_id() const { return requests_->account_id(); }

Prices Client::prices() {
  const Deadline deadline = requests_->deadline();
  const auto ask = [&](std::string_view path) {
    const ApiCall call{.subject = "prices", .path = path};
    return requests_->ask(call, std::string(path), decode_prices, deadline);
  };
  try {
    return ask("/api/pro/v1/spot/ticker");
  } catch (const Error& error) {
    if (error.http_status != 404) throw;
  }
  return ask("/api/pro/v1/ticker");
}

Snapshot Client::snapshot(AccountKind account, std::chrono::sys_days day) {
  const std::chrono::year_month_day date(day);
  return ask_data(
      account, "snapshot",
      fmt::format("?date={:04}-{:02}-{:02}", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day())),
      decode_snapshot);
}

std::vector<LedgerEntry> Client::ledger_page(AccountKind account, std::int64_t sn) {
  return ask_data(account, "history", fmt::format("?sn={}&limit={}", sn, ledger_page_size),
                  decode_ledger);
}

std::chrono::milliseconds Client::clock_offset() {
  return requests_->measure_offset(requests_->deadline());
}

std::chrono::milliseconds Client::clock_correction() const { return requests_->correction(); }

template <class Balance>
std::vector<Balance> Client::balances(ApiCall call, Decode<std::vector<Balance>> decode,
                                      const BalanceQuery& query) {
  const Deadline deadline = requests_->deadline();
  if (query.assets.empty()) {
    if (query.show_all) call.query = "?showAll=true";
    return ask_account(call, decode, deadline);
  }

  const std::string& asset = query.assets.front();
  if (query.assets.size() == 1 && !query.show_all && is_plain(asset)) {
    call.query = fmt::format("?asset={}&showAll=true", to_upper(asset));
    try {
      std::vector<Balance> single = ask_account(call, decode, deadline);
      if (contains_ignoring_case(single, asset, &Balance::asset)) return single;
    } catch (const Error& error) {
      if (error.kind != ErrorKind::rejected || is_account_group_mismatch(error)) throw;
    }
  }

  call.query = "?showAll=true";
  std::vector<Balance> all = ask_account(call, decode, deadline);
  for (const std::string& each : query.assets) {
    if (!contains_ignoring_case(all, each, &Balance::asset))
      throw unlisted(call.subject, all, each);
  }
  return all;
}

// Asks about the account, in whose URL the group stands.
template <class Result>
Result Client::ask_account(const ApiCall& call, Decode<Result> decode, Deadline deadline) {
  const auto ask_group = [&](int group) {
    const std::string target = fmt::format("/{}{}{}", group, call.path, call.query);
    return requests_->ask(call, target, decode, deadline);
  };

  bool is_fresh = false;
  const auto find_group = [&] {
    const auto ask = [&] {
      is_fresh = true;
      return ask_info(decode_account_group, deadline);
    };
    group_ = memory_ != nullptr ? memory_->recall(ask) : ask();
  };

  if (!group_) find_group();
  try {
    return ask_group(*group_);
  } catch (Error& error) {
    if (is_fresh || !is_account_group_mismatch(error)) throw;
    if (given_group_) throw wrong_group(std::move(error), deadline);
  }
  if (memory_ != nullptr) memory_->forget();
  group_.reset();
  find_group();
  return ask_group(*group_);
}

template <class Result>
Result Client::ask_data(AccountKind account, std::string_view what, const std::string& query,
                        Decode<Result> decode) {
  constexpr int most_waits = 3;
  constexpr std::chrono::seconds usual_wait(60);
  constexpr std::chrono::seconds longest_wait(600);
  constexpr std::string_view api = "/api/pro/";
  const std::string subject =
      fmt::format("{} {}", name(account), what == "history" ? "ledger" : what);
  const std::string path = fmt::format("{}data/v1/{}/balance/{}", api, name(account), what);
  const ApiCall call{.subject = subject,
                     .path = path,
                     .api_path = std::string_view(path).substr(api.size()),
                     .is_paced = true};
  for (int waits = 0;; ++waits) {
    try {
      requests_->wait_for_turn();
      return requests_->ask(call, path + query, decode, requests_->deadline());
    } catch (const Error& error) {
      const std::chrono::seconds wait = error.retry_after.value_or(usual_wait);
      if (error.http_status != 429 || waits == most_waits || wait > longest_wait) throw;
      requests_->sleep(wait);
    }
  }
}

template <class Result>
Result Client::ask_info(Decode<Result> decode, Deadline deadline) {
  constexpr std::string_view path = "/api/pro/v1/info";
  const ApiCall call{.subject = "key info", .path = path, .api_path = "info"};
  return requests_->ask(call, std::string(path), decode, deadline);
}

// The error about a group that the user gave, with the right one where it can be learned.
Error Client::wrong_group(Error error, Deadline deadline) {
  error.kind = ErrorKind::rejected;
  try {
    const int group = ask_info(decode_account_group, deadline);
    if (group != given_group_) {
      error.hint = fmt::format("the account group of this key is {}", group);
    }
  } catch (const Error&) {
    // The mismatch is what matters.
  }
  return error;
}

}  // namespace coffer
