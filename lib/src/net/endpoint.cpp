#include "coffer/endpoint.hpp"

#include <fmt/format.h>

#include <utility>

#include "authority.hpp"
#include "text/ascii.hpp"

namespace coffer {
namespace {

constexpr int default_port(bool tls) { return tls ? 443 : 80; }

}  // namespace

std::string Endpoint::origin() const {
  std::string result = fmt::format("{}://{}", tls ? "https" : "http", bracketed(host));
  if (port != default_port(tls)) result += fmt::format(":{}", port);
  return result;
}

bool Endpoint::is_loopback() const { return host == "localhost" || is_loopback_address(host); }

Endpoint parse_endpoint(std::string_view url, ErrorKind kind, std::string_view source) {
  const auto refuse = [&](std::string_view why) {
    return Error(kind, fmt::format("{}: {}", source, why),
                 "give a base URL such as https://ascendex.com");
  };

  const std::size_t colon = url.find("://");
  if (colon == std::string_view::npos) throw refuse("no https:// at the beginning");
  const std::string_view scheme = url.substr(0, colon);
  Endpoint endpoint;
  endpoint.tls = equal_ignoring_case(scheme, "https");
  if (!endpoint.tls && !equal_ignoring_case(scheme, "http")) throw refuse("not an https:// URL");

  std::string_view rest = url.substr(colon + 3);
  if (rest.find('@') != std::string_view::npos) throw refuse("a user name has no place in it");
  if (rest.ends_with('/')) rest.remove_suffix(1);
  if (rest.find_first_of("/?#") != std::string_view::npos) {
    throw refuse("nothing may follow the host and the port");
  }

  Authority authority = parse_authority(rest, refuse);
  endpoint.host = std::move(authority.host);
  endpoint.port = authority.port.value_or(default_port(endpoint.tls));
  if (!endpoint.tls && !endpoint.is_loopback()) {
    throw refuse("http:// is allowed to loopback addresses only");
  }
  return endpoint;
}

}  // namespace coffer
