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

namespace coffer::app {
namespace {

using namespace std::chrono_literals;

constexpr auto accepted_offset = 30s;  // by the exchange
constexpr auto tolerated_offset = 5s;

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

template <class Value>
std::string filled_in(const std::string& hint, const Value& value) {
  return fmt::format(fmt::runtime(hint), value);
}

std::string_view hint_about_key(ErrorKind kind) {
  if (kind == ErrorKind::network) {
    return "the exchange has just answered: try again, or give it more time (--timeout)";
  }
  if (kind == ErrorKind::unavailable) return "try again later: this says nothing about the key";
  if (kind == ErrorKind::auth) return "see on the exchange's website what has become of the key";
  return "see whether the base URL is that of the exchange";
}

// An examination knows nothing beforehand and leaves nothing behind.
class NoMemory final : public GroupMemory {
 public:
  std::optional<int> recall() override { return std::nullopt; }
  void remember(int) override {}
  void forget() override {}
};

class Examination {
 public:
  explicit Examination(Patient patient)
      : patient_(std::move(patient)), deadline_(patient_.clock.now() + patient_.options.timeout) {}

  Diagnosis run();

 private:
  Client client();
  void examine_way();
  void examine_connection(const Route& route);
  void examine_tls(const Route& route);
  void examine_clock();
  void examine_key();
  void examine_refused_key(const Error& error);

  Patient patient_;
  Deadline deadline_;
  NoMemory no_memory_;
  Diagnosis diagnosis_;
  std::optional<std::chrono::milliseconds> offset_;
  std::optional<Error> no_offset_;  // why there is none
  std::optional<Error> no_way_;     // the same, where no reply came at all
  std::optional<KeyInfo> info_;
};

Diagnosis Examination::run() {
  diagnosis_.ok("configuration", fmt::format("key {} from {}", masked(patient_.credentials.api_key),
                                             patient_.key_source));
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
  if (info_) {
    examine_key_info(diagnosis_, *info_, patient_.clock.wall() + offset_.value_or(0ms),
                     patient_.options.account_group,
                     filled_in(patient_.group_hint, info_->account_group));
  } else {
    skip_key_info(diagnosis_, "needs a key that is accepted");
  }
  return std::move(diagnosis_);
}

// A client that has what is left of the time.
Client Examination::client() {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - patient_.clock.now());
  patient_.options.timeout = std::max<std::chrono::milliseconds>(left, 1ms);
  return {patient_.transport, patient_.clock, patient_.credentials, no_memory_, patient_.options};
}

void Examination::examine_way() {
  const Route route = patient_.transport.route();
  const std::string& host = patient_.endpoint.host;
  if (!patient_.proxy.empty()) {
    diagnosis_.skip("address", fmt::format("the proxy {} resolves the name", patient_.proxy));
  } else if (no_way_ && route.addresses.empty()) {
    diagnosis_.fail("address",
                    with_hint(*no_way_, "check the base URL, and this machine's name server"));
    diagnosis_.skip("connection", "needs an address");
    diagnosis_.skip("tls", "needs a connection");
    return;
  } else if (route.addresses == std::vector{host}) {
    diagnosis_.ok("address", fmt::format("{} is an address", host));
  } else {
    diagnosis_.ok("address",
                  fmt::format("{} is {}{}", host, joined(route.addresses), took(route.timing.dns)));
  }
  examine_connection(route);
  examine_tls(route);
}

void Examination::examine_connection(const Route& route) {
  const bool tls_is_done = !patient_.endpoint.tls || !route.tls_version.empty();
  if (no_way_ && no_way_->kind == ErrorKind::network && (!route.connected || tls_is_done)) {
    diagnosis_.fail(
        "connection",
        with_hint(*no_way_, "check the network, and whether it wants a proxy (--proxy)"));
    return;
  }
  std::string finding =
      patient_.proxy.empty()
          ? fmt::format("{} port {} answers", route.address, patient_.endpoint.port)
          : fmt::format("the proxy {} opens a tunnel", patient_.proxy);
  finding += took(route.timing.connect);
  bool all_answer = true;
  for (const DialAttempt& each : route.timing.dialed) {
    if (each.connected) continue;
    finding += fmt::format("; {}", summary(each));
    all_answer = false;
  }
  if (all_answer) {
    diagnosis_.ok("connection", std::move(finding));
  } else {
    diagnosis_.warn("connection", std::move(finding),
                    "each query tries these addresses, too: -4 or -6 leaves a family out");
  }
}

void Examination::examine_tls(const Route& route) {
  if (!patient_.endpoint.tls) {
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
    diagnosis_.skip("clock", "needs an answer of the exchange");
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
    diagnosis_.skip("key", "needs an answer of the exchange");
    return;
  }
  try {
    info_ = client().info();
  } catch (const Error& error) {
    examine_refused_key(error);
    return;
  }
  std::string finding =
      fmt::format("accepted, with the secret {}", name(patient_.credentials.encoding));
  if (patient_.shows_identity) {
    std::vector<std::string> accounts = info_->cash_accounts;
    accounts.insert(accounts.end(), info_->margin_accounts.begin(), info_->margin_accounts.end());
    finding +=
        fmt::format("; user {}, {}, accounts {}", info_->user_uid, info_->email, joined(accounts));
  }
  diagnosis_.ok("key", std::move(finding));
}

// Tries the other encoding of the secret where that may be all that is wrong.
void Examination::examine_refused_key(const Error& error) {
  Error failure = error;
  if (may_be_encoding(error)) {
    SecretEncoding& encoding = patient_.credentials.encoding;
    encoding = other(encoding);
    try {
      info_ = client().info();
      failure.hint = fmt::format("the secret works as {}: {}", name(encoding),
                                 filled_in(patient_.encoding_hint, name(encoding)));
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

Diagnosis examine(Patient patient) { return Examination(std::move(patient)).run(); }

Diagnosis examine_without_key(const Error& error) {
  Diagnosis diagnosis;
  diagnosis.fail("configuration", error);
  for (const char* const step : {"address", "connection", "tls", "clock"}) {
    diagnosis.skip(step, "needs a configuration");
  }
  examine_signature(diagnosis);
  diagnosis.skip("key", "needs a configuration");
  skip_key_info(diagnosis, "needs a configuration");
  return diagnosis;
}

}  // namespace coffer::app
