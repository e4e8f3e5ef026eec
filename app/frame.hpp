#pragma once

#include <string>
#include <string_view>

#include "app/streams.hpp"

namespace coffer::app {

// The lines of `text` cut to the size, as output that overwrites what stands on the terminal,
// without clearing it first. A line that is cut ends with '>', a text that is cut tells how many
// lines are missing. Escape sequences for colours are kept whole.
std::string frame(std::string_view text, const ScreenSize& size);

}  // namespace coffer::app
