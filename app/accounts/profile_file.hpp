#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "app/system/environment.hpp"
#include "coffer/endpoint.hpp"
#include "coffer/secret.hpp"
#include "coffer/signature.hpp"

namespace coffer::app {

inline constexpr const char* default_base_url = "https://ascendex.com";

// Where else than in the profile its secret is.
struct SecretFile {
  std::string path;  // as the profile has it
};
struct SecretCommand {
  std::vector<std::string> arguments;  // may hold a secret themselves: never shown
};

// What a profile says.
struct ProfileFile {
  std::string api_key;
  std::variant<Secret, SecretFile, SecretCommand> secret;
  std::optional<int> account_group;
  Endpoint endpoint;
  SecretEncoding encoding = SecretEncoding::raw;
  bool demo_client = false;  // the file is that of the exchange's demo client
};

// Reads a profile: a JSON file, `//` comments allowed, with api_key; one of api_secret,
// api_secret_file and api_secret_command (an array of arguments, or a string for the shell); and
// optionally account_group, base_url and secret_encoding. Or the file of the exchange's demo
// client, {"ascendex": {"https", "wss", "group", "apikey", "secret"}} or "bitmax", whose secret is
// base64. Neither secret file nor command is touched.
//
// Throws Error{config} where the file is not private (see read_private_file), or is malformed,
// naming file and line and never a value.
ProfileFile read_profile_file(const std::string& path);

// The same of a profile's text, which is decoded in place and for the caller to wipe. `path` is for
// errors only.
ProfileFile parse_profile_file(std::string& text, const std::string& path);

// Where a profile is stored: NAME.json in the configuration directory; what has a '/' is a path
// itself. Throws Error{config} where no such directory is known.
std::string profile_path(const std::string& profile, const Environment& environment);

// The names of the stored profiles, sorted. Throws Error{config} where the directory is there but
// cannot be read.
std::vector<std::string> stored_profiles(const Environment& environment);

}  // namespace coffer::app
