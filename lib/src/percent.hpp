#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace coffer {

// Text as a part of a URL, and back. Nothing for a '%' that two hexadecimal digits do not follow.
std::string percent_encoded(std::string_view text);
std::optional<std::string> percent_decoded(std::string_view text);

}  // namespace coffer
