#pragma once

#include <string>

#include "app/accounts/select.hpp"
#include "app/commands/doctor_steps.hpp"
#include "coffer/client.hpp"
#include "coffer/error.hpp"

namespace coffer::app {

// An account to run_checks, and the connection to its exchange.
struct CheckedAccount {
  Account& account;             // the other encoding of its secret is tried by changing it
  const AccountChoice& choice;  // whose options would override what a hint corrects elsewhere
  std::string proxy;            // as it may be shown; empty: none
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

// The same where the configuration has failed, and so there is nothing to ask with.
CheckResults run_checks_without_key(const Error& error);

}  // namespace coffer::app
