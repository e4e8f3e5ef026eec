#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/accounts/account.hpp"
#include "app/system/environment.hpp"

namespace coffer::app {

// Reads a profile: a JSON file, `//` comments allowed, with api_key; one of api_secret,
// api_secret_file and api_secret_command (an array of arguments, or a string for the shell); and
// optionally account_group, base_url and secret_encoding. Or the file of the exchange's demo
// client, {"ascendex": {"https", "wss", "group", "apikey", "secret"}} or "bitmax", whose secret is
// base64. Neither secret file nor command is touched, and the name of the profile is not set.
//
// Throws Error{config} where the file is not private (see read_private_file), or is malformed,
// naming file and line and never a value.
Account read_profile_file(const std::string& path);

// The same of a profile's text. `path` is for errors only.
Account parse_profile_file(std::string text, const std::string& path);

// Whether a profile can be called so: letters, digits, '.', '_' and '-', first a letter or digit.
bool is_profile_name(std::string_view text);

// Where a profile is stored: NAME.json in the configuration directory; what has a '/' is a path
// itself. Throws Error{config} where no such directory is known.
std::string profile_path(const std::string& profile, const Environment& environment);

// The names of the stored profiles, sorted; files that are called otherwise are none. Throws
// Error{config} where the directory is there but cannot be read.
std::vector<std::string> stored_profiles(const Environment& environment);

}  // namespace coffer::app
