#include "coffer/endpoint.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "ascii.hpp"

namespace coffer {
namespace {

constexpr int default_port(bool tls) { return tls ? 443 : 80; }

// An IPv6 address in its shortest spelling, so that equal addresses are equal text.
std::optional<std::string> canonical_ipv6(const std::string& text) {
  in6_addr address;
  std::array<char, INET6_ADDRSTRLEN> buffer;
  if (inet_pton(AF_INET6, text.c_str(), &address) != 1) return std::nullopt;
  return inet_ntop(AF_INET6, &address, buffer.data(), buffer.size());
}

// Labels of letters, digits and inner hyphens, joined by dots.
bool is_host_name(std::string_view text) {
  char before = '.';
  for (const char c : text) {
    const bool edge = before == '.' || before == '-';
    if (c == '.' ? edge : c == '-' ? before == '.' : !is_letter(c) && !is_digit(c)) return false;
    before = c;
  }
  return text.size() <= 253 && before != '.' && before != '-';
}

bool is_loopback(const std::string& host) {
  in_addr address;
  if (inet_pton(AF_INET, host.c_str(), &address) == 1) return ntohl(address.s_addr) >> 24 == 127;
  return host == "::1" || host == "localhost";
}

}  // namespace

std::string Endpoint::origin() const {
  const bool ipv6 = host.find(':') != std::string::npos;
  std::string result =
      fmt::format("{}://{}{}{}", tls ? "https" : "http", ipv6 ? "[" : "", host, ipv6 ? "]" : "");
  if (port != default_port(tls)) result += fmt::format(":{}", port);
  return result;
}

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
  if (!endpoint.tls && !equal_ignoring_case(scheme, "http")) throw refuse("no https:// URL");

  std::string_view rest = url.substr(colon + 3);
  if (rest.find('@') != std::string_view::npos) throw refuse("a user name has no place in it");
  if (rest.ends_with('/')) rest.remove_suffix(1);
  if (rest.find_first_of("/?#") != std::string_view::npos) {
    throw refuse("nothing may follow the host and the port");
  }

  const bool bracketed = rest.starts_with('[');
  const std::size_t host_end = bracketed ? rest.find(']') : rest.find(':');
  std::string_view port = rest.substr(std::min(rest.size(), host_end));
  endpoint.host = to_lower(rest.substr(0, rest.size() - port.size()));
  if (bracketed) {
    const auto address = canonical_ipv6(endpoint.host.substr(1));
    if (port.empty() || !address) throw refuse("no valid IPv6 address in the brackets");
    endpoint.host = *address;
    port.remove_prefix(1);
  } else if (!is_host_name(endpoint.host)) {
    throw refuse("no valid host name");
  }

  endpoint.port = default_port(endpoint.tls);
  if (!port.empty()) {
    const bool sane = port.front() == ':' && port.size() <= 6 && is_all_digits(port.substr(1));
    if (sane) std::from_chars(port.data() + 1, port.data() + port.size(), endpoint.port);
    if (!sane || endpoint.port < 1 || endpoint.port > 65535) {
      throw refuse("the port is no number from 1 to 65535");
    }
  }

  if (!endpoint.tls && !is_loopback(endpoint.host)) {
    throw refuse("http:// is allowed to loopback addresses only");
  }
  return endpoint;
}

}  // namespace coffer
