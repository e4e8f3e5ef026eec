#pragma once

#include <optional>
#include <string>

#include "app/environment.hpp"
#include "app/options.hpp"
#include "coffer/client.hpp"
#include "coffer/endpoint.hpp"
#include "coffer/https_transport.hpp"

namespace coffer::app {

inline constexpr const char* default_base_url = "https://ascendex.com";

// Whom to ask, and as whom.
struct Account {
  std::string profile;  // its name or path; empty where the key comes from the environment
  Endpoint endpoint;
  Credentials credentials;
  std::optional<int> account_group;  // as the user gave it
};

// The account that the options, the environment and the profile files select. Key and secret come
// as a pair from the first of: --profile, COFFER_API_KEY with COFFER_API_SECRET, the profile
// COFFER_PROFILE, the profile "default".
//
// A profile is a JSON file, `//` comments allowed, with api_key, api_secret or api_secret_file (a
// path, relative to the profile's directory; "~/" is the home directory), and optionally
// account_group, base_url and secret_encoding. Profile and secret file must be regular files, owned
// by the user or root, and closed to group and others; one that root owns may be readable by its
// group. All of this is checked on the open descriptor.
//
// Throws Error{config} for what is missing, half a pair, unsafe or malformed, naming file and line
// and never a value; Error{usage} for an option's value.
Account load_account(const Options& options, const Environment& environment);

// The certificates to trust: what the options name, else SSL_CERT_FILE and SSL_CERT_DIR, else (both
// fields empty) the system's. Throws Error{usage} or, for a variable, Error{config} where what is
// named cannot be read.
TrustStore load_trust(const Options& options, const Environment& environment);

}  // namespace coffer::app
