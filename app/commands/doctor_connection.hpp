#pragma once

#include <string>

#include "app/commands/doctor_steps.hpp"
#include "coffer/client.hpp"
#include "coffer/endpoint.hpp"
#include "coffer/error.hpp"

namespace coffer::app {

// A key to examine, and the way to its exchange.
struct Patient {
  std::string key_source;     // in words: "the environment"
  std::string encoding_hint;  // how to correct a setting, {} standing for the right value
  std::string group_hint;
  const Endpoint& endpoint;
  std::string proxy;  // as it may be shown; empty: none
  Transport& transport;
  Clock& clock;
  Credentials& credentials;     // the other secret encoding is tried by changing it
  ClientOptions options;        // the timeout bounds the examination as a whole
  bool shows_identity = false;  // name the key's user and accounts
};

// Examines every step: configuration, address, connection, tls, clock, signature, key, permissions,
// expiry, allowedIps and accountGroup, in this order. One that needs what has failed is skipped.
//
// A failure has the kind of what is wrong: network, tls, auth (the key, its permissions and its
// expiry; a clock more than 30 s off), rejected (the account group), internal (the signature), or
// what else the exchange's answer makes it.
Diagnosis examine(Patient patient);

// The same where the configuration has failed, and so there is nothing to ask with.
Diagnosis examine_without_key(const Error& error);

}  // namespace coffer::app
