#include "coffer/proxy.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "authority.hpp"
#include "coffer/text.hpp"
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
    if (!equal_ignoring_case(url.substr(0, colon), "http")) {
      Error error = refuse("not an http:// proxy, the only kind that coffer knows");
      error.kind = ErrorKind::config;  // it may serve other programs
      throw error;
    }
    url.remove_prefix(colon + 3);
  }
  Proxy proxy;
  if (const std::size_t at = url.rfind('@'); at != std::string_view::npos) {
    std::optional<Secret> user_info = percent_decoded(url.substr(0, at));
    if (!user_info ||
        user_info->reveal().find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) {
      throw refuse("not a valid user name and password");
    }
    proxy.user_info = *std::move(user_info);
    if (const std::string_view user = proxy.user_info.reveal(); user.find(':') == user.npos) {
      std::string with_colon(user.size() + 1, ':');
      user.copy(with_colon.data(), user.size());
      proxy.user_info = Secret(std::move(with_colon));
    }
    url.remove_prefix(at + 1);
  }
  Authority authority = parse_authority(url, refuse);
  proxy.host = std::move(authority.host);
  proxy.port = authority.port.value_or(1080);  // as in curl
  return proxy;
}

}  // namespace coffer
