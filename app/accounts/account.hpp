#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "coffer/base_url.hpp"
#include "coffer/credentials.hpp"
#include "coffer/error.hpp"

namespace coffer::app {

class SandboxExchange;

inline constexpr const char* default_base_url = "https://ascendex.com";

// Where else than in the profile its secret is.
struct SecretFile {
  std::string path;  // as the profile has it
};
struct SecretCommand {
  std::vector<std::string> arguments;  // may hold a secret themselves: never shown
};

// Which exchange to ask, and with whose key; or why that cannot be done. The credentials have no
// secret before fetch_secret where that is elsewhere.
struct Account {
  std::string profile;       // its name or path; empty where the key comes from elsewhere
  bool demo_client = false;  // the profile is the file of the exchange's demo client
  std::shared_ptr<const SandboxExchange> practice;  // whose account it is, with --sandbox
  BaseUrl base_url;
  Credentials credentials;
  std::variant<std::monostate, SecretFile, SecretCommand> elsewhere;  // none: in the profile
  std::string secret_source;         // as messages call it: a variable or a file
  std::optional<int> account_group;  // as the user gave it
  std::optional<Error> error;        // where there is one, only the profile counts besides
};

}  // namespace coffer::app
