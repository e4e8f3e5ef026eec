#pragma once

#include <string>
#include <string_view>

#include "coffer/error.hpp"
#include "coffer/secret.hpp"

namespace coffer {

// An HTTP proxy, asked with CONNECT for a tunnel to the exchange.
struct Proxy {
  std::string host;  // lower case; an IPv6 address without its brackets
  int port = 0;
  Secret user_info;  // "user:password", decoded; empty: none

  // As it may be shown: "http://proxy.example:3128", without the user information.
  std::string origin() const;
};

// Reads [http://][USER[:PASSWORD]@]HOST[:PORT], the user information percent-encoded where need be;
// the port is 1080 by default, as in curl. A single "/" may follow.
//
// Throws Error{config} for another scheme and Error{kind} for anything else. The message begins
// with `source`, the option or variable that gave the URL, and repeats nothing of it.
Proxy parse_proxy(std::string_view url, ErrorKind kind, std::string_view source);

}  // namespace coffer
