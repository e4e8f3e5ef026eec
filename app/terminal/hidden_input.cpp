#include "app/terminal/hidden_input.hpp"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "coffer/error.hpp"
#include "coffer/wait.hpp"

namespace coffer::app {
namespace {

constexpr std::size_t longest_input = 64 << 10;

}  // namespace

HiddenInput::HiddenInput(const Streams& streams)
    : streams_(streams),
      is_terminal_(::tcgetattr(STDIN_FILENO, &mode_) == 0),
      text_(longest_input, '\0') {  // never grows: no copy is left behind
  if (!is_terminal_) return;
  termios hidden = mode_;
  hidden.c_lflag &= ~tcflag_t{ECHO};
  hidden.c_lflag |= ECHONL;
  hidden.c_cc[VSUSP] = _POSIX_VDISABLE;  // a stopped program could not put it in order
  ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
}

HiddenInput::~HiddenInput() {
  if (is_terminal_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &mode_);
  wipe(text_);
}

Secret HiddenInput::line(std::string_view prompt) {
  if (is_terminal_) write_message(streams_, prompt);
  for (;;) {
    const std::size_t end = std::string_view(text_.data(), size_).find('\n');
    if (end != std::string_view::npos) {
      Secret line(text_.substr(0, text_[end == 0 ? 0 : end - 1] == '\r' ? end - 1 : end));
      size_ -= end + 1;
      std::memmove(text_.data(), text_.data() + end + 1, size_);
      return line;
    }
    if (size_ == text_.size()) throw Error(ErrorKind::config, "stdin: the line is too long");

    std::array<pollfd, 2> events{{{STDIN_FILENO, POLLIN, 0}, {signals_.descriptor(), POLLIN, 0}}};
    if (::poll(events.data(), events.size(), -1) < 0) continue;
    if (events[1].revents != 0) throw Interrupted();
    const ssize_t count = ::read(STDIN_FILENO, text_.data() + size_, text_.size() - size_);
    if (count < 0 && errno == EINTR) continue;
    if (count == 0 && size_ > 0) {
      text_[size_++] = '\n';  // which the last line may lack
      continue;
    }
    if (count <= 0) {
      throw Error(ErrorKind::config, "stdin: two lines are expected",
                  "the API key, and below it the secret");
    }
    size_ += static_cast<std::size_t>(count);
  }
}

}  // namespace coffer::app
