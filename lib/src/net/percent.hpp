#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "coffer/secret.hpp"

namespace coffer {

// Text as a part of a URL.
std::string percent_encoded(std::string_view text);

// And back. Nothing for a '%' that two hexadecimal digits do not follow.
std::optional<Secret> percent_decoded(std::string_view text);

}  // namespace coffer
