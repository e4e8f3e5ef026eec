#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "app/system/environment.hpp"
#include "app/system/streams.hpp"
#include "app/terminal/terminal.hpp"

namespace coffer::app {

// Whether stderr is a terminal that is told what is awaited: not with --quiet or --verbose.
bool shows_waiting(const TerminalOptions& options, const Environment& environment,
                   const Streams& streams);

// Says on a terminal what is awaited, once half a second has passed, and takes it back when it
// dies.
class WaitLine {
 public:
  using Subject = std::function<std::string()>;

  WaitLine(int terminal, std::string subject);

  // Asks for the subject, on a thread of its own, ten times a second.
  WaitLine(int terminal, Subject subject);

  ~WaitLine();
  WaitLine(const WaitLine&) = delete;
  WaitLine& operator=(const WaitLine&) = delete;

 private:
  void show(int terminal, const Subject& subject);

  std::mutex mutex_;
  std::condition_variable over_;
  bool is_over_ = false;
  std::thread thread_;
};

// As much of a bar as that is of all: "[#####---------------]".
std::string bar(std::int64_t done, std::int64_t all);

// A bar and numbers: "[#####---------------] 50 of 200 profiles".
std::string progress(std::size_t done, std::size_t all, std::string_view unit);

}  // namespace coffer::app
