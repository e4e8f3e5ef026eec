#pragma once

#include <string>
#include <string_view>

namespace coffer::app {

// Adds a last line without its end, which a crash left in the log at this path, to the file
// ".torn-NAME" beside it, unless that ends with it already. Never through a link. Returns what the
// user is told; where the line could not be kept, it stands in there whole.
std::string keep_torn_line(const std::string& log_path, std::string_view line);

}  // namespace coffer::app
