#include "coffer/base_url.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <tuple>

#include "authority.hpp"
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
  const std::vector<std::string_view> labels = split(text, '.');
  return text.size() <= 253 && std::ranges::all_of(labels, [](std::string_view label) {
           return !label.empty() && label.front() != '-' && label.back() != '-' &&
                  std::ranges::all_of(
                      label, [](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
         });
}

constexpr int default_port(bool tls) { return tls ? 443 : 80; }

}  // namespace

std::pair<std::string, int> parse_authority(std::string_view text, int default_port,
                                            const std::function<Error(std::string_view)>& refuse) {
  if (text.ends_with('/')) text.remove_suffix(1);
  const bool in_brackets = text.starts_with('[');
  const std::size_t host_end = in_brackets ? text.find(']') : text.find(':');
  std::string_view port = text.substr(std::min(text.size(), host_end));
  std::string host = to_lower(text.substr(0, text.size() - port.size()));
  if (in_brackets) {
    const auto address = canonical_ipv6(host.substr(1));
    if (port.empty() || !address) throw refuse("not a valid IPv6 address in the brackets");
    host = *address;
    port.remove_prefix(1);
  } else if (!is_host_name(host)) {
    throw refuse("not a valid host name");
  }

  if (port.empty()) return {host, default_port};
  const bool sane = port.front() == ':' && port.size() <= 6;
  const int number = sane ? parse_integer<int>(port.substr(1)).value_or(0) : 0;
  if (number < 1 || number > 65535) throw refuse("the port must be a number from 1 to 65535");
  return {host, number};
}

std::string bracketed(const std::string& host) {
  return is_ipv6(host) ? fmt::format("[{}]", host) : host;
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

  const std::size_t colon = std::min(url.find("://"), url.size());
  const std::string_view scheme = url.substr(0, colon);
  BaseUrl base_url;
  base_url.tls = equal_ignoring_case(scheme, "https");
  if (colon == url.size() || (!base_url.tls && !equal_ignoring_case(scheme, "http"))) {
    throw refuse("it must begin with https://");
  }
  const std::string_view rest = url.substr(colon + 3);
  if (rest.find('@') != rest.npos) throw refuse("it must not contain a user name");
  std::tie(base_url.host, base_url.port) =
      parse_authority(rest, default_port(base_url.tls), refuse);
  if (!base_url.tls && !base_url.is_loopback()) {
    throw refuse("http:// is allowed for loopback addresses only");
  }
  return base_url;
}

}  // namespace coffer
