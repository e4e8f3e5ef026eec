#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "app/accounts/account.hpp"
#include "app/output/report.hpp"
#include "coffer/account.hpp"
#include "coffer/client.hpp"
#include "coffer/error.hpp"

namespace coffer::app {

// What a step has found. `text` says what is, `hint` what to do about it.
struct Finding {
  const char* status;
  std::string text;
  std::string hint = {};
  std::optional<Error> error = {};  // of a failure, whose message and hint those two are
};

inline Finding ok(std::string text) { return {"ok", std::move(text)}; }
inline Finding skip(std::string why) { return {"skip", std::move(why)}; }
inline Finding warn(std::string text, std::string_view hint) {
  return {"warn", std::move(text), std::string(hint)};
}

// `hint` is that of an error without one.
inline Finding fail(Error error, std::string_view hint = {}) {
  if (error.hint.empty()) error.hint = hint;
  return {"fail", error.message, error.hint, error};
}

// What an examination has found so far.
struct CheckResults {
  Report report = {};                 // a row for each step; without its source
  std::optional<Error> failure = {};  // the first, its message led by the name of its step

  void add(std::string_view step, Finding finding);
};

// An account to run_checks, and the connection to its exchange; nothing is asked where the account
// has an error.
struct CheckedAccount {
  Account& account;   // the other encoding of its secret is tried by changing it
  std::string proxy;  // as it may be shown; empty: none
  Transport& transport;
  Clock& clock;
  ClientOptions options;        // the timeout bounds the examination as a whole
  bool shows_identity = false;  // name the key's user and accounts
};

// Examines every step: configuration, address, connection, tls, clock, signature, key, permissions,
// expiry, allowedIps, limits and accountGroup, in this order. One that needs what has failed is
// skipped.
//
// A failure has the kind of what is wrong: network, tls, auth (the key, its permissions and its
// expiry; a clock more than 30 s off), unavailable (a ban), rejected (the account group), internal
// (the signature), or what else the exchange's answer makes it.
CheckResults run_checks(CheckedAccount checked);

// What the exchange says of a key, where `ask` asks it with the credentials: with the encoding of
// the secret that they have and, where that may be all that is wrong, with the other one. They keep
// the one that works; `refusal` is of the first one, where that is the other. Throws what `ask`
// throws.
KeyInfo find_key_info(Credentials& credentials, const std::function<KeyInfo()>& ask,
                      std::optional<Error>& refusal);

// The finding about what a key may do: too little fails, more than is needed warns.
Finding check_permissions(const KeyInfo& info);

// Examines what the exchange says of a key that it accepts: the steps permissions, expiry (fails
// when it is over, warns 14 days ahead), allowedIps (fails where the address that the exchange sees
// is not among them), limits (fails where it is banned) and accountGroup. `now` is the exchange's
// time.
//
// What needs a key is skipped where none is accepted, what needs a reply where none came.
void check_key_info(CheckResults& results, const std::optional<KeyInfo>& info,
                    const std::optional<SeenAddress>& seen, Time now,
                    std::optional<int> configured_group);

}  // namespace coffer::app
