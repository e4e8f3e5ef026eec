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
#include "app/terminal/text.hpp"
#include "coffer/signature.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

using namespace std::chrono_literals;

constexpr auto accepted_offset = 30s;  // by the exchange
constexpr auto tolerated_offset = 5s;

constexpr const char* needs_answer = "needs an answer of the exchange";

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

void examine_signature(Diagnosis& diagnosis) {
  if (signs_as_documented()) {
    diagnosis.ok("signature", "the documented signatures are reproduced");
  } else {
    diagnosis.fail("signature",
                   Error(ErrorKind::internal, "the documented signatures come out wrong",
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
  return fmt::format("give --secret-encoding {}, or store the key anew with `coffer login`",
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
  if (kind == ErrorKind::auth) return "see on the exchange's website what has become of the key";
  return "see whether the base URL is that of the exchange";
}

class Examination {
 public:
  explicit Examination(Examined examined)
      : examined_(std::move(examined)),
        deadline_(examined_.clock.now() + examined_.options.timeout) {}

  Diagnosis run();

 private:
  Client client();
  std::optional<SeenAddress> find_seen_address();
  void examine_way();
  void examine_connection(const Route& route);
  void examine_tls(const Route& route);
  void examine_clock();
  void examine_key();
  void examine_refused_key(const Error& error);

  Examined examined_;
  Deadline deadline_;
  Diagnosis diagnosis_;
  std::optional<std::chrono::milliseconds> offset_;
  std::optional<Error> no_offset_;  // why there is none
  std::optional<Error> no_way_;     // the same, where no reply came at all
  std::optional<KeyInfo> info_;
};

Diagnosis Examination::run() {
  diagnosis_.ok("configuration",
                fmt::format("key {} from {}", masked(examined_.account.credentials.api_key),
                            key_source(examined_.account)));
  try {
    offset_ = client().clock_offset();
  } catch (const Error& error) {
    no_offset_ = error;
    if (error.kind == ErrorKind::network || error.kind == ErrorKind::tls) no_way_ = error;
  }
  examine_way();
  examine_clock();
  examine_signature(diagnosis_);
  examine_key();
  const std::optional<SeenAddress> seen = find_seen_address();
  if (info_) {
    examine_key_info(diagnosis_, *info_, seen.value_or(SeenAddress()),
                     examined_.clock.wall() + offset_.value_or(0ms),
                     examined_.options.account_group,
                     group_hint(examined_.account, examined_.choice, info_->account_group));
  } else {
    skip_key_info(diagnosis_, "needs a key that is accepted", seen, needs_answer);
  }
  return std::move(diagnosis_);
}

// None where there is nobody to ask.
std::optional<SeenAddress> Examination::find_seen_address() {
  if (no_way_) return std::nullopt;
  try {
    return client().seen_address();
  } catch (const Error&) {
    return SeenAddress();  // the steps say that it is not told
  }
}

// A client that has what is left of the time, and remembers nothing.
Client Examination::client() {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - examined_.clock.now());
  examined_.options.timeout = std::max<std::chrono::milliseconds>(left, 1ms);
  return {examined_.transport, examined_.clock, examined_.account.credentials, nullptr,
          examined_.options};
}

void Examination::examine_way() {
  const Route route = examined_.transport.route();
  const std::string& host = examined_.account.endpoint.host;
  if (!examined_.proxy.empty()) {
    diagnosis_.skip("address", fmt::format("the proxy {} resolves the name", examined_.proxy));
  } else if (no_way_ && route.addresses.empty()) {
    diagnosis_.fail("address",
                    with_hint(*no_way_, "check the base URL, and this machine's name server"));
    diagnosis_.skip("connection", "needs an address");
    diagnosis_.skip("tls", "needs a connection");
    return;
  } else if (route.addresses == std::vector{host}) {
    diagnosis_.ok("address", fmt::format("{} is an address", host));
  } else {
    diagnosis_.ok("address", fmt::format("{} is {}{}", host, join(route.addresses, ", "),
                                         took(route.timing.dns)));
  }
  examine_connection(route);
  examine_tls(route);
}

void Examination::examine_connection(const Route& route) {
  const bool tls_is_done = !examined_.account.endpoint.tls || !route.tls_version.empty();
  if (no_way_ && no_way_->kind == ErrorKind::network && (!route.connected || tls_is_done)) {
    diagnosis_.fail(
        "connection",
        with_hint(*no_way_, "check the network, and whether it wants a proxy (--proxy)"));
    return;
  }
  std::string finding =
      examined_.proxy.empty()
          ? fmt::format("{} port {} answers", route.address, examined_.account.endpoint.port)
          : fmt::format("the proxy {} opens a tunnel", examined_.proxy);
  finding += took(route.timing.connect);
  bool is_slow = false;  // since an address is waited for in vain
  for (const DialAttempt& each : route.timing.dialed) {
    if (each.connected) continue;
    finding += fmt::format("; {}", summary(each));
    is_slow = is_slow || each.ending == "no answer";
  }
  if (is_slow) {
    diagnosis_.warn("connection", std::move(finding),
                    "each query tries these addresses, too: -4 or -6 leaves a family out");
  } else {
    diagnosis_.ok("connection", std::move(finding));
  }
}

void Examination::examine_tls(const Route& route) {
  if (!examined_.account.endpoint.tls) {
    diagnosis_.skip("tls", "the way within this machine needs none");
  } else if (no_way_ && !route.connected) {
    diagnosis_.skip("tls", "needs a connection");
  } else if (no_way_ && (no_way_->kind == ErrorKind::tls || route.tls_version.empty())) {
    diagnosis_.fail(
        "tls",
        with_hint(*no_way_, "see who answers there: something on the way may be in between"));
  } else {
    const std::string end = route.certificate_end ? fmt::format(", certificate valid until {}",
                                                                date(*route.certificate_end))
                                                  : "";
    diagnosis_.ok("tls", route.tls_version + end + took(route.timing.tls));
  }
}

void Examination::examine_clock() {
  if (no_way_) {
    diagnosis_.skip("clock", needs_answer);
    return;
  }
  if (no_offset_) {
    diagnosis_.warn("clock", no_offset_->message, "the exchange does not tell its time");
    return;
  }
  const std::string finding = clock_text(*offset_);
  const std::string hint = "set this machine's clock, for example with `timedatectl set-ntp true`";
  if (std::chrono::abs(*offset_) > accepted_offset) {
    diagnosis_.fail("clock", Error(ErrorKind::auth, finding + ", which accepts 30 s", hint));
  } else if (std::chrono::abs(*offset_) > tolerated_offset) {
    diagnosis_.warn("clock", finding, hint);
  } else if (std::chrono::abs(*offset_) > 1s) {
    diagnosis_.ok("clock", finding);
  } else {
    diagnosis_.ok("clock", "this machine's clock agrees with the exchange's");
  }
}

void Examination::examine_key() {
  if (no_way_) {
    diagnosis_.skip("key", needs_answer);
    return;
  }
  try {
    info_ = client().info();
  } catch (const Error& error) {
    examine_refused_key(error);
    return;
  }
  std::string finding =
      fmt::format("accepted, with the secret {}", name(examined_.account.credentials.encoding));
  if (examined_.shows_identity) {
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
  diagnosis_.ok("key", std::move(finding));
}

// Tries the other encoding of the secret where that may be all that is wrong.
void Examination::examine_refused_key(const Error& error) {
  Error failure = error;
  if (may_be_encoding(error)) {
    SecretEncoding& encoding = examined_.account.credentials.encoding;
    encoding = other(encoding);
    try {
      info_ = client().info();
      failure.hint = fmt::format("the secret works as {}: {}", name(encoding),
                                 encoding_hint(examined_.account, examined_.choice));
    } catch (const Error& again) {
      if (may_be_encoding(again)) {
        failure.hint =
            "neither encoding of the secret works: copy both again; does the key still exist, and "
            "allow this address?";
      }
    }
  }
  if (failure.kind == ErrorKind::config) failure.kind = ErrorKind::auth;  // it is the secret
  diagnosis_.fail("key", with_hint(failure, hint_about_key(failure.kind)));
}

}  // namespace

Diagnosis examine(Examined examined) { return Examination(std::move(examined)).run(); }

Diagnosis examine_without_key(const Error& error) {
  Diagnosis diagnosis;
  diagnosis.fail("configuration", error);
  for (const char* const step : {"address", "connection", "tls", "clock"}) {
    diagnosis.skip(step, "needs a configuration");
  }
  examine_signature(diagnosis);
  diagnosis.skip("key", "needs a configuration");
  skip_key_info(diagnosis, "needs a configuration", std::nullopt, "needs a configuration");
  return diagnosis;
}

}  // namespace coffer::app
