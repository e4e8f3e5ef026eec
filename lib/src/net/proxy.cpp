#include "coffer/proxy.hpp"

#include <fmt/format.h>

#include <charconv>
#include <tuple>
#include <utility>

#include "authority.hpp"
#include "coffer/text.hpp"

namespace coffer {
namespace {

// The text without its percent-encoding; a '%' that two hexadecimal digits do not follow stands for
// itself, as in curl. With a ':' where there is none.
Secret decoded_user_info(std::string_view text) {
  std::string result;
  result.reserve(text.size() + 1);  // a string that grows leaves its bytes behind
  while (!text.empty()) {
    unsigned char byte = 0;
    const std::string_view digits = text.substr(1, 2);
    const char* const end = digits.data() + digits.size();
    const bool is_encoded = text.front() == '%' && digits.size() == 2 &&
                            std::from_chars(digits.data(), end, byte, 16).ptr == end;
    result += is_encoded ? static_cast<char>(byte) : text.front();
    text.remove_prefix(is_encoded ? 3 : 1);
  }
  if (result.find(':') == result.npos) result += ':';
  return Secret(std::move(result));
}

}  // namespace

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
    proxy.user_info = decoded_user_info(url.substr(0, at));
    url.remove_prefix(at + 1);
  }
  std::tie(proxy.host, proxy.port) = parse_authority(url, 1080, refuse);  // as in curl
  return proxy;
}

}  // namespace coffer
