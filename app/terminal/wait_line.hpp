#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <thread>

#include "app/system/environment.hpp"
#include "app/system/streams.hpp"
#include "app/terminal/terminal.hpp"

namespace coffer::app {

// Says on stderr what is awaited, once half a second has passed, and takes it back when it dies.
// Only on a terminal, and not with --quiet or --verbose.
class WaitLine {
 public:
  using Subject = std::function<std::string()>;

  // Asks for the subject, on a thread of its own, ten times a second. The streams must outlive it.
  WaitLine(const TerminalOptions& options, const Environment& environment, const Streams& streams,
           Subject subject);

 private:
  std::jthread thread_;
};

// As much of a bar as that is of all: "[#####---------------]".
std::string bar(std::int64_t done, std::int64_t all);

}  // namespace coffer::app
