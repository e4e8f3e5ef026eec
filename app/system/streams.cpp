#include "app/system/streams.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <climits>
#include <system_error>

#include "app/system/signals.hpp"
#include "coffer/error.hpp"

namespace coffer::app {

void write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(descriptor, text.data(), text.size());
    if (count >= 0) {
      text.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EAGAIN) {
      pollfd full{.fd = descriptor, .events = POLLOUT, .revents = 0};
      ::poll(&full, 1, -1);
    } else if (errno != EINTR) {
      throw Error(ErrorKind::output,
                  fmt::format("the result could not be written to standard output: {}",
                              std::generic_category().message(errno)));
    }
  }
}

void write_message(const Streams& streams, std::string_view text) {
  static std::atomic<bool> is_read = true;  // as far as the last message tells
  // A reader that has gone away would end the process before the result is out.
  const sigset_t gone = set_of({SIGPIPE});
  const BlockedSignals blocked(gone);
  while (!text.empty()) {
    pollfd room{.fd = streams.err, .events = POLLOUT, .revents = 0};
    const int count = ::poll(&room, 1, is_read ? 100 : 0);
    if (count < 0) continue;
    is_read = count > 0;
    if (!is_read) break;
    // A pipe with room has room for this much.
    const ssize_t written =
        ::write(streams.err, text.data(), std::min<std::size_t>(text.size(), PIPE_BUF));
    if (written < 0 && errno != EAGAIN && errno != EINTR) {
      constexpr timespec at_once{};
      ::sigtimedwait(&gone, nullptr, &at_once);
      break;
    }
    text.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
  }
}

bool is_terminal(int descriptor) { return ::isatty(descriptor) == 1; }

bool is_in_foreground(int terminal) {
  const pid_t group = ::tcgetpgrp(terminal);
  return group == -1 || group == ::getpgrp();  // -1: it controls no process here
}

bool takes_escapes(int descriptor, const Environment& environment) {
  return is_terminal(descriptor) && environment.get("TERM").value_or("dumb") != "dumb";
}

ScreenSize screen_size(int terminal) {
  ScreenSize found;
  winsize size{};
  ::ioctl(terminal, TIOCGWINSZ, &size);
  if (size.ws_col > 0) found.width = size.ws_col;
  if (size.ws_row > 0) found.height = size.ws_row;
  return found;
}

}  // namespace coffer::app
