#pragma once

#include <string>
#include <string_view>

namespace coffer::app {

// A text as one word of a shell's command line: as it is, or in single quotes where it must be.
std::string shell_word(std::string_view text);

}  // namespace coffer::app
