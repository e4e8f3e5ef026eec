#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "coffer/error.hpp"

namespace coffer {

// HOST[:PORT], as it stands in a URL, with a "/" after it or not.
struct Authority {
  std::string host;  // lower case; an IPv6 address without its brackets, in its shortest form
  std::optional<int> port;  // 1 to 65535
};

// Throws what `refuse` makes of the reason why the text is none.
Authority parse_authority(std::string_view text,
                          const std::function<Error(std::string_view)>& refuse);

// A host as it stands in a URL: an IPv6 address in brackets.
std::string bracketed(const std::string& host);

// Whether a host is a numeric address, IPv6 without brackets.
bool is_address(const std::string& host);

// Whether a numeric address is one of IPv6.
inline bool is_ipv6(std::string_view address) { return address.find(':') != address.npos; }

// Whether an address is in 127.0.0.0/8 or ::1.
bool is_loopback_address(const std::string& address);

}  // namespace coffer
