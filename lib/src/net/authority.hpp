#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "coffer/error.hpp"

namespace coffer {

// Reads HOST[:PORT], as it stands in a URL, with a "/" after it or not. The host comes in lower
// case, an IPv6 address without its brackets, in its shortest form; the port is 1 to 65535. Throws
// what `refuse` makes of the reason why the text is none.
std::pair<std::string, int> parse_authority(std::string_view text, int default_port,
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
