#include "coffer/client.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "ascii.hpp"
#include "coffer/decode.hpp"
#include "coffer/json_reader.hpp"
#include "coffer/nearest.hpp"
#include "retry_after.hpp"

namespace coffer {
namespace {

using namespace std::chrono_literals;

// A signature lives 30 s; a try that takes longer than this would carry a stale one.
constexpr auto longest_try = 25s;
constexpr auto first_pause = 500ms;

std::string percent_encoded(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const bool unreserved =
        is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
    result += unreserved
                  ? std::string(1, c)
                  : fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
  return result;
}

bool is_json(std::string text) {
  try {
    JsonReader json(text, {});
    return true;
  } catch (const Error&) {
    return false;
  }
}

// What a status other than 200 means where no envelope says more. The body is not shown.
Error refusal(int status, const std::string& body) {
  const bool json = is_json(body);
  const std::string what = fmt::format("HTTP {}{}", status, json ? "" : ", not JSON");
  if (status == 429 || status >= 500) {
    Error error(ErrorKind::unavailable, what);
    error.retryable = true;
    return error;
  }
  if (status < 400) return {ErrorKind::reply, fmt::format("HTTP {}", status)};
  if (json && (status == 401 || status == 403)) return {ErrorKind::auth, what};
  if (status == 403) {
    return {ErrorKind::rejected, what + ": blocked before it reached the API",
            "the exchange may block this network address or region"};
  }
  return {ErrorKind::rejected, what};
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

// Whether the exchange may mean by this error that it does not know the asset asked for.
bool may_concern_asset(const Error& error) {
  if (error.kind != ErrorKind::rejected || is_account_group_mismatch(error)) return false;
  return error.code == 100002 || error.code == 100004 || error.code == 100006 ||
         error.code == 100008;
}

}  // namespace

// What is asked: everything that stays the same from try to try.
struct Client::Question {
  std::string_view subject;  // in words, for messages
  std::string_view path;     // behind the account group
  std::string_view api_path;
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

template <class Result>
Result Client::ask(const Question& question, const std::string& target, Decode<Result> decode,
                   Deadline deadline) {
  // A refused timestamp, once the exchange's clock is known, is a case for one more try from here.
  auto pause = first_pause;
  for (int retries = options_.retries;; --retries) {
    try {
      return ask_once(question, target, decode, deadline);
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
  const std::chrono::milliseconds timestamp = clock_.wall().time_since_epoch();
  const Request request{
      .method = question.method,
      .target = target,
      .headers = {{"x-auth-key", credentials_.api_key},
                  {"x-auth-timestamp", fmt::format("{}", timestamp.count())},
                  {"x-auth-signature",
                   sign(credentials_.secret, credentials_.encoding, timestamp, question.api_path)},
                  {"User-Agent", "coffer"},
                  {"Accept", "application/json"}}};
  Attempt attempt{.method = question.method,
                  .url = transport_.origin() + target,
                  .prehash = prehash(timestamp, question.api_path),
                  .api_key = credentials_.api_key,
                  .status = std::nullopt,
                  .failure = {},
                  .timing = {}};
  const auto report = [&] {
    if (options_.on_attempt) options_.on_attempt(attempt);
  };

  Response response;
  try {
    response =
        transport_.send(request, std::min(deadline, clock_.now() + longest_try), attempt.timing);
  } catch (const Error& error) {
    attempt.failure = error.message;
    report();
    throw;
  }
  attempt.status = response.status;
  report();

  try {
    if (response.status == 200) return decode(std::move(response.body));
    throw decode_failure(response.body).value_or(refusal(response.status, response.body));
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
