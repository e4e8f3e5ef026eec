#pragma once

#include <chrono>
#include <string>

namespace coffer::app {

// The content of a file of at most 16 MiB. A pipe is read to its end, and one without a writer is
// empty. Throws Error{config}, whose message begins with `name`, where the file cannot be read, is
// larger, or does not end within the timeout.
std::string read_file(const std::string& path, const std::string& name,
                      std::chrono::milliseconds timeout);

}  // namespace coffer::app
