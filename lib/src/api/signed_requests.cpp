#include "api/signed_requests.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "api/reply.hpp"
#include "coffer/decode.hpp"
#include "net/authority.hpp"

namespace coffer {
namespace {

using namespace std::chrono_literals;

// A signature lives 30 s; a try that takes longer than this would carry a stale one.
constexpr auto longest_try = 25s;
constexpr auto first_pause = 500ms;

// The exchange allows 30 s. What is less than this is not why it refused.
constexpr auto tolerated_offset = 5s;

// Whether the exchange may mean by this error that the request's timestamp is not its time: it
// refuses a wrong timestamp under several codes, as it does a wrong signature.
bool may_concern_clock(const Error& error) {
  if (error.kind != ErrorKind::auth) return false;
  return !error.code || *error.code < 200002 || *error.code > 200015;
}

// The host and port of an absolute URL; empty for any other.
std::string_view host_of(std::string_view url) {
  const std::size_t begin = url.find("//");
  if (begin == url.npos) return {};
  url.remove_prefix(begin + 2);
  url = url.substr(0, std::min(url.find_first_of("/?#"), std::size_t{256}));
  return url.substr(url.rfind('@') + 1);
}

}  // namespace

SignedRequests::SignedRequests(Transport& transport, Clock& clock, const Credentials& credentials,
                               ClientOptions options)
    : transport_(transport),
      clock_(clock),
      credentials_(credentials),
      options_(std::move(options)) {}

std::chrono::milliseconds SignedRequests::measure_offset(Deadline deadline) {
  const ApiCall call{.subject = "exchange clock", .path = "/api/pro/v1/exchange-info"};
  std::chrono::milliseconds offset{0};
  ask_with_retries(
      call, fmt::format("{}?requestTime={}", call.path, clock_.wall().time_since_epoch().count()),
      [&](Response& reply) {
        const auto theirs = decode_exchange_clock(std::move(reply.body));
        // The exchange read its clock at some point between these two: take the middle.
        const auto middle = reply.sent + (reply.first_byte - reply.sent) / 2;
        const auto age = clock_.now() - middle;
        offset = theirs - (clock_.wall() - std::chrono::round<std::chrono::milliseconds>(age));
      },
      deadline);
  return offset;
}

// Finds out whether a refusal is due to the clock, and then says so in it. True where the request
// is worth another try, with the offset that this has learned.
bool SignedRequests::correct_clock(Error& error, Deadline deadline) {
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
  } else if (error.hint == clock_hint) {
    error.hint.clear();
  }
  const bool signed_by_it = std::chrono::abs(offset - offset_) <= tolerated_offset;
  if (signed_by_it || !options_.correct_clock) return false;
  offset_ = offset;
  if (is_off && options_.on_clock_corrected) options_.on_clock_corrected(offset);
  return true;
}

SeenAddress SignedRequests::seen_address(Deadline deadline) {
  const ApiCall call{.subject = "address limits", .path = "/api/pro/v2/risk-limit-info"};
  return ask(call, std::string(call.path), decode_seen_address, deadline);
}

// A key may be bound to IPv4 addresses, and the exchange be reached by IPv6. It does not say so.
void SignedRequests::explain_address(Error& error, Deadline deadline) {
  if (!is_ipv6(transport_.connection_info().address)) return;
  try {
    const std::string address = seen_address(deadline).address;
    if (!is_ipv6(address)) return;
    error.message += fmt::format("; the exchange sees the address {}", address);
    error.hint = "where the key is bound to IPv4 addresses, ask with -4";
  } catch (const Error&) {
    // The refusal is what matters.
  }
}

void SignedRequests::ask(const ApiCall& call, const std::string& target, const Read& read,
                         Deadline deadline) {
  std::optional<Error> refused;
  try {
    return ask_with_retries(call, target, read, deadline);
  } catch (const Error& error) {
    if (!may_concern_clock(error)) throw;
    refused = error;
  }
  if (!correct_clock(*refused, deadline)) {
    if (refused->hint != clock_hint) explain_address(*refused, deadline);
    throw Error(std::move(*refused));
  }
  try {
    return ask_with_retries(call, target, read, deadline);
  } catch (Error& error) {
    // It was not the clock alone.
    if (may_concern_clock(error)) error.message += fmt::format("; {}", clock_text(offset_));
    throw;
  }
}

// Tries until there is an answer, an error that will not pass, or no try left.
void SignedRequests::ask_with_retries(const ApiCall& call, const std::string& target,
                                      const Read& read, Deadline deadline) {
  auto pause = first_pause;
  for (int retries = options_.retries;; --retries) {
    try {
      return ask_once(call, target, read, deadline);
    } catch (const Error& error) {
      if (!error.retryable || retries <= 0 || (call.is_paced && error.http_status == 429)) throw;
      if (!wait(error.retry_after, pause, deadline, call.is_paced)) throw;
    }
    pause *= 2;
  }
}

void SignedRequests::ask_once(const ApiCall& call, const std::string& target, const Read& read,
                              Deadline deadline) {
  Response response = send(call, target, deadline);
  try {
    if (response.status != 200) throw refusal(response.status, std::move(response.body));
    read(response);
  } catch (Error& error) {
    complete(error, call.subject, response);
    throw;
  }
}

// Sends the request once, and once more where a kept connection turns out to have ended.
Response SignedRequests::send(const ApiCall& call, const std::string& target, Deadline deadline) {
  for (;;) {
    Attempt attempt{.method = call.method,
                    .url = transport_.origin() + target,
                    .api_key = credentials_.api_key};
    if (call.is_paced) wait_for_turn();
    has_turn_ = false;
    const Request request = sign_request(call, target, attempt);
    const auto report = [&] {
      if (options_.on_attempt) options_.on_attempt(attempt);
    };
    const WaitLimit limit{std::min(deadline, clock_.now() + longest_try), options_.interrupt};
    try {
      Response response = transport_.send(request, limit, attempt.timing);
      attempt.status = response.status;
      report();
      mask_credentials(request, response);
      return response;
    } catch (const Error& error) {
      attempt.failure = error.message;
      report();
      if (!attempt.timing.was_stale) throw;
    }
  }
}

void SignedRequests::wait_for_turn() {
  if (options_.pace == nullptr || has_turn_) return;
  const auto now = clock_.now();
  const Deadline turn = *options_.pace->take(now);
  if (turn > now) clock_.sleep_until({turn, options_.interrupt});
  has_turn_ = true;
}

void SignedRequests::sleep(std::chrono::seconds length) {
  clock_.sleep_until({clock_.now() + length, options_.interrupt});
}

void SignedRequests::note_account(std::string reply) {
  if (std::string id = decode_account_id(std::move(reply)); !id.empty())
    account_id_ = std::move(id);
}

// An exchange that sends back what it was sent must not bring it onto the screen.
void SignedRequests::mask_credentials(const Request& request, Response& response) const {
  const auto mask = [&](std::string_view hidden, std::string_view by) {
    mask_all(response.body, hidden, by);
    if (response.location) mask_all(*response.location, hidden, by);
  };
  mask(credentials_.api_key, "[key]");
  const auto& [name, value] = request.headers.back();
  if (name == "x-auth-signature") mask(value, "[signature]");
}

Request SignedRequests::sign_request(const ApiCall& call, const std::string& target,
                                     Attempt& attempt) {
  Request request{.method = call.method,
                  .target = target,
                  .headers = {{"User-Agent", "coffer"}, {"Accept", "application/json"}}};
  if (call.api_path.empty()) return request;
  std::chrono::milliseconds timestamp = clock_.wall().time_since_epoch() + offset_;
  // Within a millisecond the same signature would go out again.
  if (prehash(timestamp, call.api_path) == last_prehash_) timestamp += 1ms;
  attempt.prehash = last_prehash_ = prehash(timestamp, call.api_path);
  request.headers.emplace_back("x-auth-key", credentials_.api_key);
  request.headers.emplace_back("x-auth-timestamp", fmt::format("{}", timestamp.count()));
  request.headers.emplace_back("x-auth-signature", sign(credentials_.secret, credentials_.encoding,
                                                        timestamp, call.api_path));
  return request;
}

// Adds to an error what the reply that it is born of tells.
void SignedRequests::complete(Error& error, std::string_view subject,
                              const Response& response) const {
  error.http_status = response.status;
  const bool names_subject = response.status == 200 && error.kind == ErrorKind::reply;
  if (!names_subject) error.message = fmt::format("{}: {}", subject, error.message);
  if (response.location) {
    const std::string_view host = host_of(*response.location);
    if (!host.empty()) error.message += fmt::format("; it points to {}", host);
  }
  if (!error.retryable || !response.retry_after) return;
  error.retry_after = parse_retry_after(*response.retry_after, clock_.wall());
  if (error.retry_after) {
    error.message +=
        fmt::format("; the exchange asks to wait {}", duration_text(*error.retry_after));
  }
}

// Waits for as long as was asked, else for about as long as `pause`. False, at once, where that
// would not end before the deadline.
bool SignedRequests::wait(std::optional<std::chrono::seconds> asked,
                          std::chrono::milliseconds pause, Deadline deadline, bool is_paced) {
  // From 75 to 125 %, so that clients that failed together do not come back together.
  const auto percent = 75 + clock_.now().time_since_epoch() / 1us % 51;
  const std::chrono::milliseconds length = asked ? *asked : pause * percent / 100;
  auto end = clock_.now() + length;
  if (is_paced && options_.pace != nullptr) {
    const auto turn = options_.pace->take(end, deadline);
    if (!turn) return false;
    end = *turn;
    has_turn_ = true;
  }
  if (end >= deadline) return false;
  clock_.sleep_until({end, options_.interrupt});
  return true;
}

}  // namespace coffer
