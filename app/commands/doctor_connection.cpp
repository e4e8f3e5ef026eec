#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "app/accounts/credentials.hpp"
#include "app/commands/doctor.hpp"
#include "app/query/connection.hpp"
#include "app/terminal/text.hpp"
#include "coffer/signature.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

using namespace std::chrono_literals;

constexpr auto accepted_offset = 30s;  // by the exchange
constexpr auto tolerated_offset = 5s;

constexpr const char* needs_reply = "needs a reply from the exchange";
constexpr const char* try_again = "try again later, or give it more time (--timeout)";

std::string took(std::optional<std::chrono::microseconds> duration) {
  return duration ? ", " + milliseconds(*duration) : "";
}

// The exchange's documentation gives these signatures; no clock, key or network is involved.
Finding signature() {
  const Secret secret("hV8FgjyJtpvVeAcMAgzgAFQCN36wmbWuN7o3WPcYcYhFd8qvE43gzFGVsFcCqMNk");
  if (sign(secret, SecretEncoding::raw, 1'608'133'910'000ms, "info") ==
          "/pwaAgWZQ1Xd/J4yZ4ReHSPQxd3ORP/YR8TvAttqqYM=" &&
      sign(secret, SecretEncoding::raw, 1'562'952'827'927ms, "user/info") ==
          "vBZf8OQuiTJIVbNpNHGY3zcUsK5gJpwb5lgCgarpxYI=")
    return ok("this build signs the documented examples correctly");
  return fail({ErrorKind::internal, "this build signs the documented examples wrongly",
               "do not use this build of coffer"});
}

std::string key_source(const Account& account) {
  if (account.practice) return "the practice exchange";
  if (account.profile.empty()) return "the environment";
  return fmt::format("the profile {}, whose file mode is safe", account.profile);
}

class ConnectionChecks {
 public:
  explicit ConnectionChecks(CheckedAccount checked)
      : checked_(std::move(checked)), deadline_(checked_.clock.now() + checked_.options.timeout) {}

  CheckResults run() {
    CheckResults results;
    results.add("configuration", configuration());
    no_reply_ = checked_.account.error;
    try {
      if (!no_reply_) offset_ = client().clock_offset();
    } catch (const Error& error) {
      no_offset_ = error;
      if (error.kind == ErrorKind::network || error.kind == ErrorKind::tls) no_reply_ = error;
    }
    way_ = checked_.transport.connection_info();
    results.add("address", address());
    results.add("connection", connection());
    results.add("tls", tls());
    results.add("clock", results.failure ? skip(needs_reply) : clock());
    results.add("signature", signature());
    results.add("key", no_reply_ ? skip(needs_reply) : key());
    check_key_info(results, info_, find_seen_address(),
                   checked_.clock.wall() + offset_.value_or(0ms), checked_.options.account_group);
    return results;
  }

 private:
  // A client that has what is left of the time, and remembers nothing.
  Client client() {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline_ - checked_.clock.now());
    checked_.options.timeout = std::max<std::chrono::milliseconds>(left, 1ms);
    return {checked_.transport, checked_.clock, checked_.account.credentials, nullptr,
            checked_.options};
  }

  // None where there is nobody to ask.
  std::optional<SeenAddress> find_seen_address() {
    if (no_reply_) return std::nullopt;
    try {
      return client().seen_address();
    } catch (const Error&) {
      return SeenAddress();  // the steps say that it is not told
    }
  }

  bool has_address() const {
    return !checked_.proxy.empty() || !no_reply_ || !way_.addresses.empty();
  }

  Finding configuration() const {
    if (checked_.account.error) return fail(*checked_.account.error);
    return ok(fmt::format("key {} from {}", masked(checked_.account.credentials.api_key),
                          key_source(checked_.account)));
  }

  Finding address() const {
    if (checked_.account.error) return skip("needs a configuration");
    const std::string& host = checked_.account.base_url.host;
    if (!checked_.proxy.empty())
      return skip(fmt::format("the proxy {} resolves the name", checked_.proxy));
    if (!has_address())
      return fail(*no_reply_, "check the base URL, and this machine's name server");
    if (way_.addresses == std::vector{host}) return ok(fmt::format("{} is an address", host));
    return ok(fmt::format("{} is {}{}", host, join(way_.addresses, ", "), took(way_.timing.dns)));
  }

  Finding connection() const {
    if (!has_address()) return skip("needs an address");
    if (no_reply_ && no_reply_->kind == ErrorKind::network && !way_.connected)
      return fail(*no_reply_, checked_.account.base_url.is_loopback()
                                  ? "start the server that should answer there"
                                  : "check the network; it may need a proxy (--proxy)");
    std::string finding =
        checked_.proxy.empty()
            ? fmt::format("{} port {} answers", way_.address, checked_.account.base_url.port)
            : fmt::format("the proxy {} opens a tunnel", checked_.proxy);
    finding += took(way_.timing.connect);
    bool is_slow = false;  // since an address is waited for in vain
    for (const DialAttempt& each : way_.timing.dialed) {
      if (each.connected) continue;
      finding += fmt::format("; {}", summary(each));
      is_slow = is_slow || each.ending == "no answer";
    }
    if (!is_slow) return ok(std::move(finding));
    return warn(std::move(finding),
                "every query tries these addresses too; -4 or -6 leaves out one family");
  }

  Finding tls() const {
    if (!checked_.account.base_url.tls) return skip("plain HTTP on loopback");
    if (no_reply_ && !way_.connected) return skip("needs a connection");
    if (no_reply_ && (no_reply_->kind == ErrorKind::tls || way_.tls_version.empty())) {
      return fail(*no_reply_,
                  "another server may be answering, for example a proxy that intercepts TLS");
    }
    std::string finding = way_.tls_version;
    if (const auto& end = way_.certificate_end)
      finding += fmt::format(", certificate valid until {}", date(*end));
    return ok(finding + took(way_.timing.tls));
  }

  Finding clock() const {
    if (no_reply_) return fail(*no_reply_, try_again);
    if (no_offset_) return warn(no_offset_->message, "the exchange did not report its time");
    const auto distance = std::chrono::abs(*offset_);
    const std::string finding = clock_text(*offset_);
    if (distance > accepted_offset)
      return fail({ErrorKind::auth, finding + " (30 s is allowed)"}, clock_advice);
    if (distance > tolerated_offset) return warn(finding, clock_advice);
    return ok(distance > 1s ? finding : "this machine's clock agrees with the exchange's");
  }

  Finding key() {
    Credentials& credentials = checked_.account.credentials;
    std::optional<Error> refusal;
    try {
      info_ = find_key_info(
          credentials, [this] { return client().info(); }, refusal);
    } catch (Error& error) {
      if (error.kind == ErrorKind::config) error.kind = ErrorKind::auth;  // it is the secret
      if (error.kind == ErrorKind::auth)
        return fail(error, "check the key on the exchange's website");
      const bool may_pass =
          error.kind == ErrorKind::network || error.kind == ErrorKind::unavailable;
      return fail(error, may_pass ? try_again : "check the base URL");
    }
    if (refusal) {
      refusal->kind = ErrorKind::auth;
      refusal->hint = fmt::format("the secret works as {0}: set the secret encoding to {0}",
                                  name(credentials.encoding));
      return fail(*refusal);
    }
    std::vector<std::string> told{
        fmt::format("accepted, with the secret {}", name(credentials.encoding))};
    if (checked_.shows_identity) {
      if (info_->user_uid) told.push_back(fmt::format("user {}", *info_->user_uid));
      if (info_->email) told.push_back(*info_->email);
      for (const auto& accounts : {info_->cash_accounts, info_->margin_accounts})
        if (accounts) told.insert(told.end(), accounts->begin(), accounts->end());
    }
    return ok(join(told, ", "));
  }

  CheckedAccount checked_;
  Deadline deadline_;
  ConnectionInfo way_;
  std::optional<std::chrono::milliseconds> offset_;
  std::optional<Error> no_offset_;  // why there is none
  std::optional<Error> no_reply_;   // why there is no reply at all
  std::optional<KeyInfo> info_;
};

}  // namespace

CheckResults run_checks(CheckedAccount checked) {
  return ConnectionChecks(std::move(checked)).run();
}

}  // namespace coffer::app
