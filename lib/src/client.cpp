#include "coffer/client.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "ascii.hpp"
#include "coffer/decode.hpp"
#include "coffer/nearest.hpp"
#include "envelope.hpp"
#include "percent.hpp"
#include "refusal.hpp"
#include "retry_after.hpp"

namespace coffer {
namespace {

using namespace std::chrono_literals;

// A signature lives 30 s; a try that takes longer than this would carry a stale one.
constexpr auto longest_try = 25s;
constexpr auto first_pause = 500ms;

// The exchange allows 30 s. What is less than this is not why it refused.
constexpr auto tolerated_offset = 5s;

// "10 s", "0.25 s"
std::string seconds_text(std::chrono::milliseconds time) {
  std::string text = fmt::format("{}.{:03}", time / 1s, time % 1s / 1ms);
  text.resize(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text + " s";
}

template <class Balance>
bool lists(const std::vector<Balance>& balances, std::string_view asset) {
  return std::ranges::any_of(
      balances, [&](const Balance& balance) { return equal_ignoring_case(balance.asset, asset); });
}

template <class Balance>
Error unlisted(std::string_view subject, const std::vector<Balance>& balances,
               std::string_view asset) {
  std::vector<std::string_view> codes;
  codes.reserve(balances.size());
  for (const Balance& balance : balances) codes.emplace_back(balance.asset);
  const std::string_view near = nearest(asset, codes);
  return {ErrorKind::rejected,
          fmt::format("{}: the exchange lists no asset {}", subject, to_upper(asset)),
          near.empty() ? "" : fmt::format("did you mean {}?", near)};
}

}  // namespace

// What is asked: everything that stays the same from try to try.
struct Client::Question {
  std::string_view subject;   // in words, for messages
  std::string_view path;      // behind the account group
  std::string_view api_path;  // empty: not signed
  Method method = Method::get;
  std::string query;
};

Client::Client(Transport& transport, Clock& clock, const Credentials& credentials,
               GroupMemory& memory, ClientOptions options)
    : transport_(transport),
      clock_(clock),
      credentials_(credentials),
      memory_(memory),
      options_(std::move(options)),
      group_(options_.account_group) {}

std::vector<CashBalance> Client::cash(const BalanceQuery& query) {
  return balances({.subject = "cash balances",
                   .path = "/api/pro/v1/cash/balance",
                   .api_path = "balance",
                   .query = {}},
                  decode_cash_balances, query);
}

std::vector<MarginBalance> Client::margin(const BalanceQuery& query) {
  return balances({.subject = "margin balances",
                   .path = "/api/pro/v1/margin/balance",
                   .api_path = "balance",
                   .query = {}},
                  decode_margin_balances, query);
}

MarginRisk Client::risk() {
  const Deadline deadline = clock_.now() + options_.timeout;
  Question question{.subject = "margin risk",
                    .path = "/api/pro/v1/margin/risk",
                    .api_path = "margin/risk",
                    .method = risk_method_,
                    .query = {}};
  try {
    return ask_account(question, decode_margin_risk, deadline);
  } catch (const Error& error) {
    const bool not_allowed = error.http_status == 405 || error.http_status == 404;
    if (question.method == Method::get || !not_allowed || is_account_group_mismatch(error)) throw;
  }
  question.method = Method::get;
  MarginRisk risk = ask_account(question, decode_margin_risk, deadline);
  risk_method_ = Method::get;
  return risk;
}

KeyInfo Client::info() { return ask_info(decode_key_info, clock_.now() + options_.timeout); }

std::chrono::milliseconds Client::clock_offset() {
  return measure_offset(clock_.now() + options_.timeout);
}

template <class Balance>
std::vector<Balance> Client::balances(Question question, Decode<std::vector<Balance>> decode,
                                      const BalanceQuery& query) {
  const Deadline deadline = clock_.now() + options_.timeout;
  if (query.assets.empty()) {
    if (query.show_all) question.query = "?showAll=true";
    return ask_account(question, decode, deadline);
  }

  if (query.assets.size() == 1 && !query.show_all) {
    const std::string& asset = query.assets.front();
    question.query = fmt::format("?asset={}&showAll=true", percent_encoded(to_upper(asset)));
    try {
      std::vector<Balance> single = ask_account(question, decode, deadline);
      if (lists(single, asset)) return single;
    } catch (const Error& error) {
      if (!may_concern_asset(error)) throw;
    }
  }

  question.query = "?showAll=true";
  std::vector<Balance> all = ask_account(question, decode, deadline);
  for (const std::string& asset : query.assets) {
    if (!lists(all, asset)) throw unlisted(question.subject, all, asset);
  }
  return all;
}

// Asks about the account, in whose URL the group stands.
template <class Result>
Result Client::ask_account(const Question& question, Decode<Result> decode, Deadline deadline) {
  const auto ask_group = [&](int group) {
    return ask(question, fmt::format("/{}{}{}", group, question.path, question.query), decode,
               deadline);
  };

  if (!group_) group_ = memory_.recall();
  if (!group_) return ask_group(discover_group(deadline));
  try {
    return ask_group(*group_);
  } catch (Error& error) {
    if (!is_account_group_mismatch(error)) throw;
    if (options_.account_group) throw wrong_group(std::move(error), deadline);
  }
  memory_.forget();
  group_.reset();
  return ask_group(discover_group(deadline));
}

template <class Result>
Result Client::ask_info(Decode<Result> decode, Deadline deadline) {
  constexpr std::string_view path = "/api/pro/v1/info";
  const Question question{.subject = "key info", .path = path, .api_path = "info", .query = {}};
  return ask(question, std::string(path), decode, deadline);
}

int Client::discover_group(Deadline deadline) {
  group_ = ask_info(decode_account_group, deadline);
  memory_.remember(*group_);
  return *group_;
}

// The error about a group that the user gave, with the right one where it can be learned.
Error Client::wrong_group(Error error, Deadline deadline) {
  error.kind = ErrorKind::rejected;
  try {
    const int group = ask_info(decode_account_group, deadline);
    if (group != options_.account_group) {
      error.hint = fmt::format("the account group of this key is {}", group);
    }
  } catch (const Error&) {
    // The mismatch is what matters.
  }
  return error;
}

std::chrono::milliseconds Client::measure_offset(Deadline deadline) {
  const Question question{.subject = "exchange clock",
                          .path = "/api/pro/v1/exchange-info",
                          .api_path = {},
                          .query = {}};
  return with_retries(
      [&] {
        const auto sent = clock_.wall();
        const auto start = clock_.now();
        const auto theirs = ask_once(
            question,
            fmt::format("{}?requestTime={}", question.path, sent.time_since_epoch().count()),
            decode_exchange_clock, deadline);
        // The exchange read its clock at some point between these two: take the middle.
        const auto middle = (clock_.now() - start) / 2;
        return theirs - sent - std::chrono::round<std::chrono::milliseconds>(middle);
      },
      deadline);
}

// Finds out whether a refusal is due to the clock, and then says so in it. True where the request
// is worth another try, with the offset that this has learned.
bool Client::correct_clock(Error& error, Deadline deadline) {
  std::chrono::milliseconds offset;
  try {
    offset = measure_offset(deadline);
  } catch (const Error&) {
    return false;  // the refusal is what matters
  }
  const bool is_off = std::chrono::abs(offset) > tolerated_offset;
  if (is_off) {
    error.message += fmt::format("; {}", clock_text(offset));
    error.hint = clock_hint;
  }
  const bool signed_by_it = std::chrono::abs(offset - offset_) <= tolerated_offset;
  if (signed_by_it || !options_.correct_clock) return false;
  offset_ = offset;
  if (is_off && options_.on_clock_corrected) options_.on_clock_corrected(offset);
  return true;
}

template <class Result>
Result Client::ask(const Question& question, const std::string& target, Decode<Result> decode,
                   Deadline deadline) {
  const auto ask_now = [&] {
    return with_retries([&] { return ask_once(question, target, decode, deadline); }, deadline);
  };

  std::optional<Error> refused;
  try {
    return ask_now();
  } catch (const Error& error) {
    if (!may_concern_clock(error)) throw;
    refused = error;
  }
  if (!correct_clock(*refused, deadline)) throw Error(std::move(*refused));
  try {
    return ask_now();
  } catch (Error& error) {
    // It was not the clock alone.
    if (may_concern_clock(error)) error.message += fmt::format("; {}", clock_text(offset_));
    throw;
  }
}

// Tries until there is an answer, an error that will not pass, or no try left.
template <class Try>
auto Client::with_retries(Try try_once, Deadline deadline) -> decltype(try_once()) {
  auto pause = first_pause;
  for (int retries = options_.retries;; --retries) {
    try {
      return try_once();
    } catch (const Error& error) {
      if (!error.retryable || retries <= 0) throw;
      if (!wait(error.retry_after, pause, deadline)) throw;
    }
    pause *= 2;
  }
}

template <class Result>
Result Client::ask_once(const Question& question, const std::string& target, Decode<Result> decode,
                        Deadline deadline) {
  Request request{.method = question.method,
                  .target = target,
                  .headers = {{"User-Agent", "coffer"}, {"Accept", "application/json"}}};
  Attempt attempt{.method = question.method,
                  .url = transport_.origin() + target,
                  .prehash = {},
                  .api_key = credentials_.api_key,
                  .status = std::nullopt,
                  .failure = {},
                  .timing = {}};
  if (!question.api_path.empty()) {
    const std::chrono::milliseconds timestamp = clock_.wall().time_since_epoch() + offset_;
    attempt.prehash = prehash(timestamp, question.api_path);
    request.headers.emplace_back("x-auth-key", credentials_.api_key);
    request.headers.emplace_back("x-auth-timestamp", fmt::format("{}", timestamp.count()));
    request.headers.emplace_back(
        "x-auth-signature",
        sign(credentials_.secret, credentials_.encoding, timestamp, question.api_path));
  }
  const auto report = [&] {
    if (options_.on_attempt) options_.on_attempt(attempt);
  };

  Response response;
  const auto began = clock_.now();
  try {
    response = transport_.send(request, std::min(deadline, began + longest_try), attempt.timing);
  } catch (Error& error) {
    const bool had_less = deadline - began < options_.timeout - 100ms;
    if (error.kind == ErrorKind::network && had_less && clock_.now() >= deadline) {
      error.message += fmt::format(", all that was left of {}", seconds_text(options_.timeout));
    }
    attempt.failure = error.message;
    report();
    throw;
  }
  attempt.status = response.status;
  report();

  try {
    if (response.status == 200) return decode(std::move(response.body));
    throw refusal(response.status, std::move(response.body));
  } catch (Error& error) {
    complete(error, question.subject, response);
    throw;
  }
}

// Adds to an error what the reply that it is born of tells.
void Client::complete(Error& error, std::string_view subject, const Response& response) const {
  error.http_status = response.status;
  const bool names_subject = response.status == 200 && error.kind == ErrorKind::reply;
  if (!names_subject) error.message = fmt::format("{}: {}", subject, error.message);
  if (!error.retryable || !response.retry_after) return;
  error.retry_after = parse_retry_after(*response.retry_after, clock_.wall());
  if (error.retry_after) {
    error.message += fmt::format("; the exchange asks to wait {} s", error.retry_after->count());
  }
}

// Waits for as long as was asked, else for about as long as `pause`. False, at once, where that
// would not end before the deadline.
bool Client::wait(std::optional<std::chrono::seconds> asked, std::chrono::milliseconds pause,
                  Deadline deadline) {
  // From 75 to 125 %, so that clients that failed together do not come back together.
  const auto percent = 75 + clock_.now().time_since_epoch() / 1us % 51;
  const std::chrono::milliseconds length = asked ? *asked : pause * percent / 100;
  const auto end = clock_.now() + length;
  if (end >= deadline) return false;
  clock_.sleep_until(end);
  return true;
}

}  // namespace coffer
