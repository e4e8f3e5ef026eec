#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "coffer/time.hpp"

namespace coffer {

// How long a Retry-After header (RFC 9110, 10.2.3) asks to wait: seconds, or a date in the format
// "Sun, 06 Nov 1994 08:49:37 GMT" seen from `now`; a date that has passed is 0. A number too large
// to compute with becomes the largest that is not. Nothing for any other text.
std::optional<std::chrono::seconds> parse_retry_after(std::string_view text, Time now);

}  // namespace coffer
