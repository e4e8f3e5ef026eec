#include "authority.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "coffer/text.hpp"

namespace coffer {
namespace {

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

}  // namespace

Authority parse_authority(std::string_view text,
                          const std::function<Error(std::string_view)>& refuse) {
  if (text.ends_with('/')) text.remove_suffix(1);
  if (text.find_first_of("/?#") != text.npos) {
    throw refuse("nothing may follow the host and the port");
  }
  const bool in_brackets = text.starts_with('[');
  const std::size_t host_end = in_brackets ? text.find(']') : text.find(':');
  std::string_view port = text.substr(std::min(text.size(), host_end));
  Authority authority;
  authority.host = to_lower(text.substr(0, text.size() - port.size()));
  if (in_brackets) {
    const auto address = canonical_ipv6(authority.host.substr(1));
    if (port.empty() || !address) throw refuse("not a valid IPv6 address in the brackets");
    authority.host = *address;
    port.remove_prefix(1);
  } else if (!is_host_name(authority.host)) {
    throw refuse("not a valid host name");
  }

  if (port.empty()) return authority;
  const bool sane = port.front() == ':' && port.size() <= 6;
  const int number = sane ? parse_integer<int>(port.substr(1)).value_or(0) : 0;
  if (number < 1 || number > 65535) {
    throw refuse("the port must be a number from 1 to 65535");
  }
  authority.port = number;
  return authority;
}

std::string bracketed(const std::string& host) {
  return host.find(':') == std::string::npos ? host : fmt::format("[{}]", host);
}

bool is_address(const std::string& host) {
  in6_addr buffer;  // large enough for either
  return ::inet_pton(AF_INET, host.c_str(), &buffer) == 1 ||
         ::inet_pton(AF_INET6, host.c_str(), &buffer) == 1;
}

bool is_loopback_address(const std::string& address) {
  in_addr ipv4;
  if (::inet_pton(AF_INET, address.c_str(), &ipv4) == 1) return ntohl(ipv4.s_addr) >> 24 == 127;
  return address == "::1";
}

}  // namespace coffer
