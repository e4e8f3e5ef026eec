#pragma once

#include <string>
#include <string_view>

#include "coffer/error.hpp"

namespace coffer {

// Where an exchange is reached.
struct BaseUrl {
  bool tls = true;
  std::string host;  // lower case; an IPv6 address without its brackets
  int port = 443;

  // The canonical base URL: "https://ascendex.com", "http://127.0.0.1:8080", "https://[::1]:8443".
  std::string origin() const;

  // Whether the host is this machine by its very name: 127.0.0.0/8, ::1 or localhost.
  bool is_loopback() const;
};

// Reads a base URL: https://HOST[:PORT], or http://HOST[:PORT] where HOST is a loopback address.
// A single "/" may follow. Scheme and host in any case.
//
// Throws Error{kind} for anything else: another scheme or none, user information, a path, a query,
// a port outside 1 to 65535, a character that no host name has. The message begins with `source`,
// the option or variable that gave the URL, and never repeats user information.
BaseUrl parse_base_url(std::string_view url, ErrorKind kind, std::string_view source);

}  // namespace coffer
