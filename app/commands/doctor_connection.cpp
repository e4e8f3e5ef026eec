#include "app/commands/doctor_connection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "app/accounts/credentials.hpp"
#include "app/commands/doctor_key.hpp"
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

std::string took(std::optional<std::chrono::microseconds> duration) {
  return duration ? ", " + milliseconds(*duration) : "";
}

SecretEncoding other(SecretEncoding encoding) {
  return encoding == SecretEncoding::raw ? SecretEncoding::base64 : SecretEncoding::raw;
}

// The exchange's documentation gives these signatures; no clock, key or network is involved.
bool signs_as_documented() {
  const Secret secret("hV8FgjyJtpvVeAcMAgzgAFQCN36wmbWuN7o3WPcYcYhFd8qvE43gzFGVsFcCqMNk");
  return sign(secret, SecretEncoding::raw, 1'608'133'910'000ms, "info") ==
             "/pwaAgWZQ1Xd/J4yZ4ReHSPQxd3ORP/YR8TvAttqqYM=" &&
         sign(secret, SecretEncoding::raw, 1'562'952'827'927ms, "user/info") ==
             "vBZf8OQuiTJIVbNpNHGY3zcUsK5gJpwb5lgCgarpxYI=";
}

Finding signature() {
  if (signs_as_documented()) return ok("this build signs the documented examples correctly");
  return fail(ErrorKind::internal, "this build signs the documented examples wrongly",
              "do not use this build of coffer");
}

Finding fail_with_hint(Error error, std::string_view otherwise) {
  if (error.hint.empty()) error.hint = otherwise;
  return fail(std::move(error));
}

std::string key_source(const Account& account) {
  if (account.practice) return "the practice exchange";
  if (account.profile.empty()) return "the environment";
  return fmt::format("the profile {}, whose file mode is safe", account.profile);
}

// How to correct a setting. Options come first: they would override what is set elsewhere.
std::string encoding_hint(const Account& account, const AccountChoice& choice) {
  const std::string_view encoding = name(account.credentials.encoding);
  if (choice.secret_encoding) return fmt::format("give --secret-encoding {}", encoding);
  if (account.profile.empty()) return fmt::format("set COFFER_SECRET_ENCODING={}", encoding);
  if (!account.demo_client)
    return fmt::format("set secret_encoding to {} in the profile", encoding);
  return fmt::format("give --secret-encoding {}, or store the key again with `coffer login`",
                     encoding);
}

std::string group_hint(const Account& account, const AccountChoice& choice, int group) {
  const std::string setting =
      choice.account_group ? fmt::format("give --account-group {}", group)
      : account.profile.empty()
          ? fmt::format("set COFFER_ACCOUNT_GROUP={}", group)
          : fmt::format("set {} to {} in the profile",
                        account.demo_client ? "group" : "account_group", group);
  return setting + ", or leave it out";
}

std::string_view hint_about_key(ErrorKind kind) {
  if (kind == ErrorKind::network) {
    return "the exchange has just answered: try again, or give it more time (--timeout)";
  }
  if (kind == ErrorKind::unavailable) return "try again later: this says nothing about the key";
  if (kind == ErrorKind::auth) return "check the key on the exchange's website";
  return "check the base URL";
}

class ConnectionChecks {
 public:
  explicit ConnectionChecks(CheckedAccount checked)
      : checked_(std::move(checked)), deadline_(checked_.clock.now() + checked_.options.timeout) {}

  CheckResults run();

 private:
  Client client();
  std::optional<SeenAddress> find_seen_address();
  Finding address(const ConnectionInfo& way) const;
  Finding connection(const ConnectionInfo& way) const;
  Finding tls(const ConnectionInfo& way) const;
  Finding clock() const;
  Finding key();
  Finding refused_key(const Error& error);

  CheckedAccount checked_;
  Deadline deadline_;
  CheckResults results_;
  std::optional<std::chrono::milliseconds> offset_;
  std::optional<Error> no_offset_;  // why there is none
  std::optional<Error> no_reply_;   // the same, where no reply came at all
  std::optional<KeyInfo> info_;
};

CheckResults ConnectionChecks::run() {
  results_.add("configuration",
               ok(fmt::format("key {} from {}", masked(checked_.account.credentials.api_key),
                              key_source(checked_.account))));
  try {
    offset_ = client().clock_offset();
  } catch (const Error& error) {
    no_offset_ = error;
    if (error.kind == ErrorKind::network || error.kind == ErrorKind::tls) no_reply_ = error;
  }
  const ConnectionInfo way = checked_.transport.connection_info();
  const bool has_address = !checked_.proxy.empty() || !no_reply_ || !way.addresses.empty();
  results_.add("address", address(way));
  results_.add("connection", has_address ? connection(way) : skip("needs an address"));
  results_.add("tls", has_address ? tls(way) : skip("needs a connection"));
  results_.add("clock", no_reply_ ? skip(needs_reply) : clock());
  results_.add("signature", signature());
  results_.add("key", no_reply_ ? skip(needs_reply) : key());
  const std::string hint =
      info_ ? group_hint(checked_.account, checked_.choice, info_->account_group) : "";
  check_key_info(results_, info_, find_seen_address(),
                 checked_.clock.wall() + offset_.value_or(0ms), checked_.options.account_group,
                 hint);
  return std::move(results_);
}

// None where there is nobody to ask.
std::optional<SeenAddress> ConnectionChecks::find_seen_address() {
  if (no_reply_) return std::nullopt;
  try {
    return client().seen_address();
  } catch (const Error&) {
    return SeenAddress();  // the steps say that it is not told
  }
}

// A client that has what is left of the time, and remembers nothing.
Client ConnectionChecks::client() {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - checked_.clock.now());
  checked_.options.timeout = std::max<std::chrono::milliseconds>(left, 1ms);
  return {checked_.transport, checked_.clock, checked_.account.credentials, nullptr,
          checked_.options};
}

Finding ConnectionChecks::address(const ConnectionInfo& way) const {
  const std::string& host = checked_.account.base_url.host;
  if (!checked_.proxy.empty())
    return skip(fmt::format("the proxy {} resolves the name", checked_.proxy));
  if (no_reply_ && way.addresses.empty())
    return fail_with_hint(*no_reply_, "check the base URL, and this machine's name server");
  if (way.addresses == std::vector{host}) return ok(fmt::format("{} is an address", host));
  return ok(fmt::format("{} is {}{}", host, join(way.addresses, ", "), took(way.timing.dns)));
}

Finding ConnectionChecks::connection(const ConnectionInfo& way) const {
  const bool tls_is_done = !checked_.account.base_url.tls || !way.tls_version.empty();
  if (no_reply_ && no_reply_->kind == ErrorKind::network && (!way.connected || tls_is_done))
    return fail_with_hint(*no_reply_, "check the network; it may need a proxy (--proxy)");
  std::string finding =
      checked_.proxy.empty()
          ? fmt::format("{} port {} answers", way.address, checked_.account.base_url.port)
          : fmt::format("the proxy {} opens a tunnel", checked_.proxy);
  finding += took(way.timing.connect);
  bool is_slow = false;  // since an address is waited for in vain
  for (const DialAttempt& each : way.timing.dialed) {
    if (each.connected) continue;
    finding += fmt::format("; {}", summary(each));
    is_slow = is_slow || each.ending == "no answer";
  }
  if (!is_slow) return ok(std::move(finding));
  return warn(std::move(finding),
              "every query tries these addresses too; -4 or -6 leaves out one family");
}

Finding ConnectionChecks::tls(const ConnectionInfo& way) const {
  if (!checked_.account.base_url.tls) return skip("plain HTTP on loopback");
  if (no_reply_ && !way.connected) return skip("needs a connection");
  if (no_reply_ && (no_reply_->kind == ErrorKind::tls || way.tls_version.empty())) {
    return fail_with_hint(
        *no_reply_, "another server may be answering, for example a proxy that intercepts TLS");
  }
  const std::string end =
      way.certificate_end ? fmt::format(", certificate valid until {}", date(*way.certificate_end))
                          : "";
  return ok(way.tls_version + end + took(way.timing.tls));
}

Finding ConnectionChecks::clock() const {
  if (no_offset_) return warn(no_offset_->message, "the exchange did not report its time");
  const auto distance = std::chrono::abs(*offset_);
  const std::string finding = clock_text(*offset_);
  if (distance > accepted_offset)
    return fail(ErrorKind::auth, finding + " (30 s is allowed)", clock_advice);
  if (distance > tolerated_offset) return warn(finding, clock_advice);
  return ok(distance > 1s ? finding : "this machine's clock agrees with the exchange's");
}

Finding ConnectionChecks::key() {
  try {
    info_ = client().info();
  } catch (const Error& error) {
    return refused_key(error);
  }
  std::string finding =
      fmt::format("accepted, with the secret {}", name(checked_.account.credentials.encoding));
  if (checked_.shows_identity) {
    std::vector<std::string> told;
    if (info_->user_uid) told.push_back(fmt::format("user {}", *info_->user_uid));
    if (info_->email) told.push_back(*info_->email);
    std::vector<std::string> accounts = info_->cash_accounts.value_or(std::vector<std::string>());
    if (const auto& margin = info_->margin_accounts) {
      accounts.insert(accounts.end(), margin->begin(), margin->end());
    }
    if (!accounts.empty()) told.push_back(fmt::format("accounts {}", join(accounts, ", ")));
    if (!told.empty()) finding += fmt::format("; {}", join(told, ", "));
  }
  return ok(std::move(finding));
}

// Tries the other encoding of the secret where that may be all that is wrong.
Finding ConnectionChecks::refused_key(const Error& error) {
  Error failure = error;
  if (may_be_wrong_encoding(error)) {
    SecretEncoding& encoding = checked_.account.credentials.encoding;
    encoding = other(encoding);
    try {
      info_ = client().info();
      failure.hint = fmt::format("the secret works as {}: {}", name(encoding),
                                 encoding_hint(checked_.account, checked_.choice));
    } catch (const Error& again) {
      if (may_be_wrong_encoding(again)) {
        failure.hint =
            "the secret works neither raw nor as base64: copy key and secret again, and check that "
            "the key exists and allows this machine's address";
      }
    }
  }
  if (failure.kind == ErrorKind::config) failure.kind = ErrorKind::auth;  // it is the secret
  return fail_with_hint(failure, hint_about_key(failure.kind));
}

}  // namespace

CheckResults run_checks(CheckedAccount checked) {
  return ConnectionChecks(std::move(checked)).run();
}

CheckResults run_checks_without_key(const Error& error) {
  CheckResults results;
  results.add("configuration", fail(error));
  for (const std::string_view step :
       {"address", "connection", "tls", "clock", "signature", "key", "permissions", "expiry",
        "allowedIps", "limits", "accountGroup"})
    results.add(step, step == "signature" ? signature() : skip("needs a configuration"));
  return results;
}

}  // namespace coffer::app
