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

constexpr const char* needs_answer = "needs a reply from the exchange";

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

void check_signature(CheckResults& results) {
  if (signs_as_documented()) {
    results.ok("signature", "this build signs the documented examples correctly");
  } else {
    results.fail("signature",
                 Error(ErrorKind::internal, "this build signs the documented examples wrongly",
                       "do not use this build of coffer"));
  }
}

Error with_hint(Error error, std::string_view otherwise) {
  if (error.hint.empty()) error.hint = otherwise;
  return error;
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
  void check_address();
  void check_connection(const ConnectionInfo& connection);
  void check_tls(const ConnectionInfo& connection);
  void check_clock();
  void check_key();
  void check_refused_key(const Error& error);

  CheckedAccount checked_;
  Deadline deadline_;
  CheckResults results_;
  std::optional<std::chrono::milliseconds> offset_;
  std::optional<Error> no_offset_;  // why there is none
  std::optional<Error> no_reply_;   // the same, where no reply came at all
  std::optional<KeyInfo> info_;
};

CheckResults ConnectionChecks::run() {
  results_.ok("configuration",
              fmt::format("key {} from {}", masked(checked_.account.credentials.api_key),
                          key_source(checked_.account)));
  try {
    offset_ = client().clock_offset();
  } catch (const Error& error) {
    no_offset_ = error;
    if (error.kind == ErrorKind::network || error.kind == ErrorKind::tls) no_reply_ = error;
  }
  check_address();
  check_clock();
  check_signature(results_);
  check_key();
  const std::optional<SeenAddress> seen = find_seen_address();
  if (info_) {
    check_key_info(results_, *info_, seen.value_or(SeenAddress()),
                   checked_.clock.wall() + offset_.value_or(0ms), checked_.options.account_group,
                   group_hint(checked_.account, checked_.choice, info_->account_group));
  } else {
    skip_key_info(results_, "needs a key that is accepted", seen, needs_answer);
  }
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

void ConnectionChecks::check_address() {
  const ConnectionInfo connection = checked_.transport.connection_info();
  const std::string& host = checked_.account.base_url.host;
  if (!checked_.proxy.empty()) {
    results_.skip("address", fmt::format("the proxy {} resolves the name", checked_.proxy));
  } else if (no_reply_ && connection.addresses.empty()) {
    results_.fail("address",
                  with_hint(*no_reply_, "check the base URL, and this machine's name server"));
    results_.skip("connection", "needs an address");
    results_.skip("tls", "needs a connection");
    return;
  } else if (connection.addresses == std::vector{host}) {
    results_.ok("address", fmt::format("{} is an address", host));
  } else {
    results_.ok("address", fmt::format("{} is {}{}", host, join(connection.addresses, ", "),
                                       took(connection.timing.dns)));
  }
  check_connection(connection);
  check_tls(connection);
}

void ConnectionChecks::check_connection(const ConnectionInfo& connection) {
  const bool tls_is_done = !checked_.account.base_url.tls || !connection.tls_version.empty();
  if (no_reply_ && no_reply_->kind == ErrorKind::network &&
      (!connection.connected || tls_is_done)) {
    results_.fail("connection",
                  with_hint(*no_reply_, "check the network; it may need a proxy (--proxy)"));
    return;
  }
  std::string finding =
      checked_.proxy.empty()
          ? fmt::format("{} port {} answers", connection.address, checked_.account.base_url.port)
          : fmt::format("the proxy {} opens a tunnel", checked_.proxy);
  finding += took(connection.timing.connect);
  bool is_slow = false;  // since an address is waited for in vain
  for (const DialAttempt& each : connection.timing.dialed) {
    if (each.connected) continue;
    finding += fmt::format("; {}", summary(each));
    is_slow = is_slow || each.ending == "no answer";
  }
  if (is_slow) {
    results_.warn("connection", std::move(finding),
                  "every query tries these addresses too; -4 or -6 leaves out one family");
  } else {
    results_.ok("connection", std::move(finding));
  }
}

void ConnectionChecks::check_tls(const ConnectionInfo& connection) {
  if (!checked_.account.base_url.tls) {
    results_.skip("tls", "plain HTTP on loopback");
  } else if (no_reply_ && !connection.connected) {
    results_.skip("tls", "needs a connection");
  } else if (no_reply_ && (no_reply_->kind == ErrorKind::tls || connection.tls_version.empty())) {
    results_.fail(
        "tls",
        with_hint(*no_reply_,
                  "another server may be answering, for example a proxy that intercepts TLS"));
  } else {
    const std::string end =
        connection.certificate_end
            ? fmt::format(", certificate valid until {}", date(*connection.certificate_end))
            : "";
    results_.ok("tls", connection.tls_version + end + took(connection.timing.tls));
  }
}

void ConnectionChecks::check_clock() {
  if (no_reply_) {
    results_.skip("clock", needs_answer);
    return;
  }
  if (no_offset_) {
    results_.warn("clock", no_offset_->message, "the exchange did not report its time");
    return;
  }
  const std::string finding = clock_text(*offset_);
  const std::string hint(clock_advice);
  if (std::chrono::abs(*offset_) > accepted_offset) {
    results_.fail("clock", Error(ErrorKind::auth, finding + " (30 s is allowed)", hint));
  } else if (std::chrono::abs(*offset_) > tolerated_offset) {
    results_.warn("clock", finding, hint);
  } else if (std::chrono::abs(*offset_) > 1s) {
    results_.ok("clock", finding);
  } else {
    results_.ok("clock", "this machine's clock agrees with the exchange's");
  }
}

void ConnectionChecks::check_key() {
  if (no_reply_) {
    results_.skip("key", needs_answer);
    return;
  }
  try {
    info_ = client().info();
  } catch (const Error& error) {
    check_refused_key(error);
    return;
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
  results_.ok("key", std::move(finding));
}

// Tries the other encoding of the secret where that may be all that is wrong.
void ConnectionChecks::check_refused_key(const Error& error) {
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
  results_.fail("key", with_hint(failure, hint_about_key(failure.kind)));
}

}  // namespace

CheckResults run_checks(CheckedAccount checked) {
  return ConnectionChecks(std::move(checked)).run();
}

CheckResults run_checks_without_key(const Error& error) {
  CheckResults results;
  results.fail("configuration", error);
  for (const char* const step : {"address", "connection", "tls", "clock"}) {
    results.skip(step, "needs a configuration");
  }
  check_signature(results);
  results.skip("key", "needs a configuration");
  skip_key_info(results, "needs a configuration", std::nullopt, "needs a configuration");
  return results;
}

}  // namespace coffer::app
