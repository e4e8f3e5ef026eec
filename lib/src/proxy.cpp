#include "coffer/proxy.hpp"

#include <fmt/format.h>

#include <utility>

#include "ascii.hpp"
#include "authority.hpp"
#include "percent.hpp"

namespace coffer {

std::string Proxy::origin() const { return fmt::format("http://{}:{}", bracketed(host), port); }

Proxy parse_proxy(std::string_view url, ErrorKind kind, std::string_view source) {
  const auto refuse = [&](std::string_view why) {
    return Error(
        kind, fmt::format("{}: {}", source, why),
        "give a proxy such as http://proxy.example:3128 or http://USER:PASSWORD@HOST:PORT");
  };

  if (const std::size_t colon = url.find("://"); colon != std::string_view::npos) {
    if (!equal_ignoring_case(url.substr(0, colon), "http")) throw refuse("no http:// proxy");
    url.remove_prefix(colon + 3);
  }
  Proxy proxy;
  if (const std::size_t at = url.rfind('@'); at != std::string_view::npos) {
    auto user_info = percent_decoded(url.substr(0, at));
    if (!user_info ||
        user_info->find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) {
      throw refuse("no valid user name and password");
    }
    if (user_info->find(':') == std::string::npos) *user_info += ':';
    proxy.user_info = Secret(std::move(*user_info));
    url.remove_prefix(at + 1);
  }
  if (url.ends_with('/')) url.remove_suffix(1);
  if (url.find_first_of("/?#") != std::string_view::npos) {
    throw refuse("nothing may follow the host and the port");
  }
  Authority authority = parse_authority(url, refuse);
  if (!authority.port) throw refuse("the port is missing");
  proxy.host = std::move(authority.host);
  proxy.port = *authority.port;
  return proxy;
}

}  // namespace coffer
