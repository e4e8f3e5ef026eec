#include "app/terminal/hidden_input.hpp"

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>

#include "coffer/error.hpp"
#include "coffer/wait.hpp"

namespace coffer::app {
HiddenInput::HiddenInput(const Streams& streams)
    : streams_(streams),
      is_terminal_(is_terminal(STDIN_FILENO)),
      job_control_(is_terminal_ ? ::signalfd(-1, &job_control_signals_, SFD_CLOEXEC) : -1) {
  if (!is_terminal_) return;
  blocked_.emplace(job_control_signals_);
  hide_echo();
}

HiddenInput::~HiddenInput() { show_echo(); }

void HiddenInput::hide_echo() {
  // In the background this stops the program, as reading would: the mode there is the shell's.
  ::tcflush(STDIN_FILENO, TCIFLUSH);
  // Of the signals that have led here none is left to be followed.
  const timespec at_once{};
  while (::sigtimedwait(&job_control_signals_, nullptr, &at_once) > 0) continue;
  termios mode{};
  if (!mode_ && ::tcgetattr(STDIN_FILENO, &mode) == 0) mode_ = mode;
  if (!mode_) return;
  mode = *mode_;
  mode.c_lflag &= ~tcflag_t{ECHO};
  mode.c_lflag |= ECHONL;
  ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &mode);
}

void HiddenInput::show_echo() const {
  if (mode_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &*mode_);
}

// Takes the signal that is pending.
void HiddenInput::follow_job_control() {
  signalfd_siginfo signal{};
  if (::read(job_control_.number(), &signal, sizeof signal) != sizeof signal) return;
  if (signal.ssi_signo == SIGTSTP) {
    show_echo();
    ::raise(SIGSTOP);
  }
  hide_echo();
}

Secret HiddenInput::line(std::string_view prompt) {
  if (is_terminal_) write_message(streams_, prompt);
  for (bool has_ended = false;;) {
    if (auto line = input_.take_line(has_ended)) return *std::move(line);
    if (has_ended) {
      throw Error(ErrorKind::config, "stdin: expected two lines",
                  "give the API key on the first line and the secret on the second");
    }
    if (input_.is_full()) throw Error(ErrorKind::config, "stdin: the line is too long");

    std::array<pollfd, 3> events{{{STDIN_FILENO, POLLIN, 0},
                                  {signals_.descriptor(), POLLIN, 0},
                                  {job_control_.number(), POLLIN, 0}}};
    if (::poll(events.data(), events.size(), -1) < 0) continue;
    if (events[1].revents != 0) throw Interrupted();
    if (events[2].revents != 0) {
      follow_job_control();
      write_message(streams_, prompt);
    } else {
      has_ended = input_.read_from(STDIN_FILENO) <= 0;
    }
  }
}

}  // namespace coffer::app
