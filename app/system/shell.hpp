#pragma once

#include <string>
#include <string_view>

namespace coffer::app {

// A text as one word of a shell's command line, in single quotes.
std::string single_quoted(std::string_view text);

// The same, but in quotes only where it must be.
std::string shell_word(std::string_view text);

}  // namespace coffer::app
