#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/accounts/profile_file.hpp"
#include "app/sandbox/exchange.hpp"
#include "app/system/environment.hpp"
#include "coffer/client.hpp"
#include "coffer/endpoint.hpp"

namespace coffer::app {

// Which accounts the user wants to be asked. What is not given comes from the environment or a
// profile.
struct AccountChoice {
  bool sandbox = false;               // the practice exchange's
  std::vector<std::string> profiles;  // by name or path
  bool all_profiles = false;          // every stored one instead
  bool total = false;                 // the sum over the profiles
  std::optional<std::string> base_url;
  std::optional<int> account_group;
  std::optional<SecretEncoding> secret_encoding;

  // Whether the answer is about profiles, however many there turn out to be.
  bool several_profiles() const { return all_profiles || profiles.size() > 1; }
};

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

// The account that the choice, the environment and the profile files (see profile_file.hpp)
// select. Key and secret come as a pair from the first of: the first --profile, COFFER_API_KEY with
// COFFER_API_SECRET, the profile COFFER_PROFILE, the profile "default". A secret file's path is
// relative to the profile's directory; "~/" is the home directory.
//
// Throws Error{config} for what is missing, half a pair, unsafe or malformed, naming file and line
// and never a value; Error{usage} for an option's value.
Account find_account(const AccountChoice& choice, const Environment& environment);

// The same with this profile as the source.
Account find_account(const std::string& profile, const AccountChoice& choice,
                     const Environment& environment);

// Runs the account's secret command, if it has one that did not run yet. Throws Error{config}.
void fetch_secret(Account& account);

// The profiles that --all-profiles or --profile select. Throws Error{config} where there are none.
std::vector<std::string> selected_profiles(const AccountChoice& choice,
                                           const Environment& environment);

// The practice exchange that --sandbox asks for; null without it.
std::unique_ptr<PracticeExchange> start_practice(const AccountChoice& choice);

// The account that it holds.
Account practice_account(const PracticeExchange& exchange, const AccountChoice& choice);

}  // namespace coffer::app
