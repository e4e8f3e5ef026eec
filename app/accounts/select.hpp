#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/accounts/account.hpp"
#include "app/system/environment.hpp"
#include "coffer/signature.hpp"

namespace coffer::app {

// Which accounts the user wants to be asked. What is not given comes from the environment or a
// profile.
struct AccountChoice {
  bool sandbox = false;               // the practice exchange's
  std::vector<std::string> profiles;  // by name or path
  bool all_profiles = false;          // every stored one instead
  bool total = false;                 // the sum over the profiles
  std::optional<BaseUrl> base_url;
  std::optional<int> account_group;
  std::optional<SecretEncoding> secret_encoding;

  // Whether the answer is about profiles, however many there turn out to be.
  bool several_profiles() const { return all_profiles || profiles.size() > 1; }
};

// The accounts that the choice, the environment and the profile files (see profile_file.hpp)
// select: the practice exchange's, else that of each profile chosen, else one. Of that key and
// secret come as a pair from the first of COFFER_API_KEY with COFFER_API_SECRET, the profile
// COFFER_PROFILE and the profile "default". A secret file's path is relative to the profile's
// directory; "~/" is the home directory.
//
// One that cannot be asked says so: Error{config} for what is missing, half a pair, unsafe or
// malformed, naming file and line and never a value; Error{network} where the practice exchange
// cannot be started. Throws Error{config} where every stored profile is chosen and there is none,
// or their directory cannot be read.
std::vector<Account> selected_accounts(const AccountChoice& choice, const Environment& environment);

// The choice with what COFFER_BASE_URL, COFFER_SECRET_ENCODING and COFFER_ACCOUNT_GROUP say of a
// key that no profile holds, where the choice leaves that open. Throws Error{config}.
AccountChoice with_environment(AccountChoice choice, const Environment& environment);

// Reads the account's secret file or runs its secret command, unless that was done. Throws
// Error{config}.
void fetch_secret(Account& account);

}  // namespace coffer::app
