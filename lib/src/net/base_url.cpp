#include "coffer/base_url.hpp"

#include <fmt/format.h>

#include <utility>

#include "authority.hpp"
#include "coffer/text.hpp"

namespace coffer {
namespace {

constexpr int default_port(bool tls) { return tls ? 443 : 80; }

}  // namespace

std::string BaseUrl::origin() const {
  std::string result = fmt::format("{}://{}", tls ? "https" : "http", bracketed(host));
  if (port != default_port(tls)) result += fmt::format(":{}", port);
  return result;
}

bool BaseUrl::is_loopback() const { return host == "localhost" || is_loopback_address(host); }

BaseUrl parse_base_url(std::string_view url, ErrorKind kind, std::string_view source) {
  const auto refuse = [&](std::string_view why) {
    return Error(kind, fmt::format("{}: {}", source, why),
                 "give a base URL such as https://ascendex.com");
  };

  const std::size_t colon = url.find("://");
  if (colon == std::string_view::npos) throw refuse("it must begin with https://");
  const std::string_view scheme = url.substr(0, colon);
  BaseUrl base_url;
  base_url.tls = equal_ignoring_case(scheme, "https");
  if (!base_url.tls && !equal_ignoring_case(scheme, "http")) throw refuse("not an https:// URL");

  const std::string_view rest = url.substr(colon + 3);
  if (rest.find('@') != std::string_view::npos) throw refuse("it must not contain a user name");
  Authority authority = parse_authority(rest, refuse);
  base_url.host = std::move(authority.host);
  base_url.port = authority.port.value_or(default_port(base_url.tls));
  if (!base_url.tls && !base_url.is_loopback()) {
    throw refuse("http:// is allowed for loopback addresses only");
  }
  return base_url;
}

}  // namespace coffer
