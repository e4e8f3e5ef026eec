#include "app/terminal/hidden_input.hpp"

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "coffer/error.hpp"
#include "coffer/wait.hpp"

namespace coffer::app {
namespace {

constexpr std::size_t longest_input = 64 << 10;

const sigset_t job_control_signals = []() noexcept {
  sigset_t signals;
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGTSTP);
  ::sigaddset(&signals, SIGCONT);
  return signals;
}();

// Takes one of them that is pending. False where none is.
bool take_job_control_signal() {
  const timespec at_once{};
  return ::sigtimedwait(&job_control_signals, nullptr, &at_once) > 0;
}

// Stops, as reading would, until the terminal is this program's: before that its mode is the
// shell's. A process that no shell can continue does not stop.
void wait_for_foreground() {
  while (::tcgetpgrp(STDIN_FILENO) != ::getpgrp()) {
    ::raise(SIGTTIN);
    if (!take_job_control_signal()) return;
  }
}

}  // namespace

HiddenInput::HiddenInput(const Streams& streams)
    : streams_(streams),
      is_terminal_(is_terminal(STDIN_FILENO)),
      job_control_(is_terminal_ ? ::signalfd(-1, &job_control_signals, SFD_CLOEXEC) : -1),
      text_(longest_input, '\0') {  // never grows: no copy is left behind
  if (!is_terminal_) return;
  ::pthread_sigmask(SIG_BLOCK, &job_control_signals, &before_);
  hide_echo();
}

HiddenInput::~HiddenInput() {
  if (mode_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &*mode_);
  if (is_terminal_) ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  wipe(text_);
}

void HiddenInput::hide_echo() {
  wait_for_foreground();
  termios mode{};
  if (!mode_ && ::tcgetattr(STDIN_FILENO, &mode) == 0) mode_ = mode;
  if (!mode_) return;
  mode = *mode_;
  mode.c_lflag &= ~tcflag_t{ECHO};
  mode.c_lflag |= ECHONL;
  ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &mode);
}

// Takes the signal that is pending.
void HiddenInput::follow_job_control() {
  signalfd_siginfo signal{};
  if (::read(job_control_.number(), &signal, sizeof signal) != sizeof signal) return;
  if (signal.ssi_signo == SIGTSTP) {
    if (mode_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &*mode_);
    ::raise(SIGSTOP);
    take_job_control_signal();
  }
  hide_echo();
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

    std::array<pollfd, 3> events{{{STDIN_FILENO, POLLIN, 0},
                                  {signals_.descriptor(), POLLIN, 0},
                                  {job_control_.number(), POLLIN, 0}}};
    if (::poll(events.data(), events.size(), -1) < 0) continue;
    if (events[1].revents != 0) throw Interrupted();
    if (events[2].revents != 0) {
      follow_job_control();
      write_message(streams_, prompt);
      continue;
    }
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
