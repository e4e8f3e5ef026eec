#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "coffer/base_url.hpp"
#include "coffer/error.hpp"
#include "coffer/signature.hpp"

namespace coffer::app {

class SandboxExchange;

// Which exchange to ask, and with whose key; or why that cannot be done. The credentials have no
// secret before fetch_secret where that is elsewhere.
struct Account {
  std::string profile;  // its name or path; empty where the key comes from elsewhere
  std::shared_ptr<const SandboxExchange> practice;  // whose account it is, with --sandbox
  BaseUrl base_url{.host = "ascendex.com"};
  Credentials credentials;
  // Where else than in the profile its secret is; both are empty where it is there.
  std::string secret_file;
  std::vector<std::string> secret_command;  // with arguments, which may be secret: never shown
  std::string secret_source;                // as messages call it
  std::optional<int> account_group;         // as the user gave it
  std::optional<Error> error;               // where there is one, only the profile counts besides
};

}  // namespace coffer::app
