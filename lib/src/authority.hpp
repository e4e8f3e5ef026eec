#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "coffer/error.hpp"

namespace coffer {

// HOST[:PORT], as it stands in a URL.
struct Authority {
  std::string host;  // lower case; an IPv6 address without its brackets, in its shortest form
  std::optional<int> port;  // 1 to 65535
};

// Throws what `refuse` makes of the reason why the text is none.
Authority parse_authority(std::string_view text,
                          const std::function<Error(std::string_view)>& refuse);

// A host as it stands in a URL: an IPv6 address in brackets.
std::string bracketed(const std::string& host);

}  // namespace coffer
