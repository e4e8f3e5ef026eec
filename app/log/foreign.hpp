#pragma once

#include <string>
#include <string_view>

namespace coffer::app {

// What a file is that holds no entry of a log, and the way out where there is one.
struct ForeignFormat {
  std::string what;
  std::string hint;
};

// By the file's first line, or the beginning of that. `path`, or FILE for "-", stands in the hint's
// command, quoted for a shell.
ForeignFormat foreign_format(std::string_view first_line, std::string_view path);

}  // namespace coffer::app
