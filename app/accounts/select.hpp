#pragma once

#include <memory>
#include <optional>
#include <string>

#include "app/accounts/profile_file.hpp"
#include "app/cli/options.hpp"
#include "app/sandbox/exchange.hpp"
#include "app/system/environment.hpp"
#include "coffer/client.hpp"
#include "coffer/endpoint.hpp"
#include "coffer/https_transport.hpp"

namespace coffer::app {

// Whom to ask, and as whom.
struct Account {
  std::string profile;       // its name or path; empty where the key comes from the environment
  bool demo_client = false;  // the profile is the file of the exchange's demo client
  Endpoint endpoint;
  Credentials credentials;
  std::optional<int> account_group;  // as the user gave it

  std::string secret_source;  // as messages call it: a variable or a file

  // Where the secret comes from a command that did not run yet. The credentials have none then.
  std::optional<SecretCommand> secret_command;
};

// The account that the options, the environment and the profile files (see profile_file.hpp)
// select. Key and secret come as a pair from the first of: the first --profile, COFFER_API_KEY with
// COFFER_API_SECRET, the profile COFFER_PROFILE, the profile "default". A secret file's path is
// relative to the profile's directory; "~/" is the home directory.
//
// Throws Error{config} for what is missing, half a pair, unsafe or malformed, naming file and line
// and never a value; Error{usage} for an option's value.
Account find_account(const Options& options, const Environment& environment);

// The same with this profile as the source.
Account find_account(const std::string& profile, const Options& options,
                     const Environment& environment);

// Runs the account's secret command, if it has one that did not run yet. Throws Error{config}.
void fetch_secret(Account& account);

// The profiles that --all-profiles or --profile select. Throws Error{config} where there are none.
std::vector<std::string> selected_profiles(const Options& options, const Environment& environment);

// The certificates to trust: what the options name, else SSL_CERT_FILE and SSL_CERT_DIR, else (both
// fields empty) the system's. Throws Error{usage} or, for a variable, Error{config} where what is
// named cannot be read.
TrustStore load_trust(const Options& options, const Environment& environment);

// The practice exchange that --sandbox asks for; null without it.
std::unique_ptr<PracticeExchange> start_practice(const Options& options);

// The account that it holds.
Account practice_account(const PracticeExchange& exchange, const Options& options);

}  // namespace coffer::app
