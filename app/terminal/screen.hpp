#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>

#include "app/system/streams.hpp"

namespace coffer::app {

// A table that is redrawn in place, below a line with its age and one with the last error, and
// above one with the last change. While it lives it has the terminal to itself: the cursor is
// hidden, a changed size is followed, and the ages count up, also over a sleep of the machine. The
// cursor comes back, below the last table, when it dies and when SIGINT, SIGTERM, SIGHUP or SIGQUIT
// end the process, or SIGTSTP stops it. Nothing is painted while the process is in the background.
// One at a time.
class Screen {
 public:
  // `title` says what the table is.
  Screen(int terminal, std::string title);
  ~Screen();

  // Shows a table that was received now, and what changed in it, in one printable line. Where
  // nothing did, the last change stays.
  void show(std::string table, std::string change);

  // Shows an error, which must be one printable line, that occurred now. It stays until the next.
  void show_error(std::string error);

 private:
  struct Item {
    std::string text;
    std::chrono::nanoseconds since;  // the machine's start
  };

  void run(const std::stop_token& stop);
  void paint();

  int terminal_;
  std::string title_;
  std::mutex mutex_;
  std::optional<Item> table_;
  std::optional<Item> error_;
  std::string change_;
  std::jthread thread_;
};

// The lines of `text`, and below them the line `footer` where it is not empty, cut to the size, as
// output that overwrites what stands on the terminal, without clearing it first. A line that is cut
// ends with '>'. Where there is no room for all, lines at the end of `text` are left out, and how
// many is told. Escape sequences for colours are kept whole.
std::string fit_to_screen(std::string_view text, std::string_view footer, const ScreenSize& size);

}  // namespace coffer::app
