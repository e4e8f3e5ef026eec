#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "app/system/descriptor.hpp"
#include "app/system/streams.hpp"

namespace coffer::app {

// A table that is redrawn in place, below a line with its age and one with the last error. While it
// lives it has the terminal to itself: the cursor is hidden, a changed size is followed, and the
// ages count up. The cursor comes back, below the last table, when it dies and when SIGINT,
// SIGTERM, SIGHUP or SIGQUIT end the process, or SIGTSTP stops it. One at a time.
class Screen {
 public:
  // `title` says what the table is.
  Screen(int terminal, std::string title);
  ~Screen();
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;

  // Shows a table that was received now.
  void show(std::string table);

  // Shows an error, which must be one printable line, that occurred now. It stays until the next.
  void show_error(std::string error);

 private:
  using Clock = std::chrono::steady_clock;
  struct Item {
    std::string text;
    Clock::time_point since;
  };

  void run() const;
  void paint() const;

  int terminal_;
  std::string title_;
  mutable std::mutex mutex_;
  std::optional<Item> table_;
  std::optional<Item> error_;
  bool is_over_ = false;
  Descriptor wake_;  // an event: the thread is to paint, or to end
  std::thread thread_;
};

// The lines of `text` cut to the size, as output that overwrites what stands on the terminal,
// without clearing it first. A line that is cut ends with '>', a text that is cut tells how many
// lines are missing. Escape sequences for colours are kept whole.
std::string frame(std::string_view text, const ScreenSize& size);

}  // namespace coffer::app
