#include "app/terminal/screen.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <utility>

#include "app/system/signals.hpp"
#include "app/terminal/text.hpp"
#include "coffer/error.hpp"

namespace coffer::app {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view hide_cursor = "\x1b[?25l";
constexpr std::string_view leave = "\x1b[0m\r\n\x1b[?25h";

constexpr std::array signals{SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGWINCH};

// What the signal handlers know of the screen.
std::atomic<int> shown_terminal = -1;
std::atomic<int> shown_wake = -1;
static_assert(std::atomic<int>::is_always_lock_free);

// Not to a terminal that takes nothing (Ctrl-S): that would keep the process from ending.
void write_if_possible(std::string_view text) {
  pollfd terminal{.fd = shown_terminal, .events = POLLOUT, .revents = 0};
  if (::poll(&terminal, 1, 0) <= 0) return;
  [[maybe_unused]] const ssize_t count = ::write(terminal.fd, text.data(), text.size());
}

void wake_up() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t count = ::write(shown_wake, &one, sizeof one);
}

// Of what it calls, every function may be called in a signal handler.
extern "C" void coffer_screen_signal(int signal) {
  const int error = errno;
  if (signal != SIGWINCH) write_if_possible(leave);
  if (signal == SIGTSTP) {
    ::raise(SIGSTOP);
    write_if_possible(hide_cursor);
  }
  if (signal == SIGTSTP || signal == SIGWINCH) {
    wake_up();
  } else {
    restore_default(signal);
    ::raise(signal);  // follows when this function returns
  }
  errno = error;
}

// Calls the handler from now on, except for signals that whoever started coffer has it ignore.
void take_signals() {
  for (const int signal : signals) {
    struct sigaction action {};
    ::sigaction(signal, nullptr, &action);
    if (action.sa_handler == SIG_IGN) continue;
    action.sa_handler = coffer_screen_signal;
    action.sa_flags = SA_RESTART;
    ::sigfillset(&action.sa_mask);
    ::sigaction(signal, &action, nullptr);
  }
}

void release_signals() {
  for (const int signal : signals) {
    struct sigaction action {};
    ::sigaction(signal, nullptr, &action);
    if (action.sa_handler == coffer_screen_signal) restore_default(signal);
  }
}

std::string age(std::chrono::steady_clock::time_point since) {
  const auto age = std::chrono::steady_clock::now() - since;
  if (age < 2min) return fmt::format("{} s ago", age / 1s);
  if (age < 2h) return fmt::format("{} min ago", age / 1min);
  return fmt::format("{} h ago", age / 1h);
}

}  // namespace

Screen::Screen(int terminal, std::string title)
    : terminal_(terminal), title_(std::move(title)), wake_(::eventfd(0, EFD_CLOEXEC)) {
  if (wake_.number() < 0) throw Error(ErrorKind::internal, "no event could be made");
  shown_terminal = terminal;
  shown_wake = wake_.number();
  take_signals();
  // What stood on the terminal goes where one can scroll back to it.
  write_all(terminal, std::string(screen_size(terminal).height, '\n').append(hide_cursor));

  const BlockedSignals blocked;
  thread_ = std::thread([this] { run(); });
}

Screen::~Screen() {
  {
    const std::lock_guard lock(mutex_);
    is_over_ = true;
  }
  wake_up();
  thread_.join();
  write_if_possible(leave);
  release_signals();
}

void Screen::show(std::string table) {
  const std::lock_guard lock(mutex_);
  table_ = Item{.text = std::move(table), .since = Clock::now()};
  paint();
}

void Screen::show_error(std::string error) {
  const std::lock_guard lock(mutex_);
  error_ = Item{.text = std::move(error), .since = Clock::now()};
  paint();
}

void Screen::run() const {
  for (;;) {
    pollfd event{.fd = wake_.number(), .events = POLLIN, .revents = 0};
    if (::poll(&event, 1, 1000) > 0) {
      std::uint64_t count = 0;
      [[maybe_unused]] const ssize_t size = ::read(event.fd, &count, sizeof count);
    }
    const std::lock_guard lock(mutex_);
    if (is_over_) return;
    try {
      paint();
    } catch (const Error&) {
      return;  // the next round meets it as well, and there it can be told
    }
  }
}

void Screen::paint() const {
  std::string text = table_ ? fmt::format("{}, received {}\n", title_, age(table_->since))
                            : fmt::format("{}, nothing received yet\n", title_);
  if (error_) text += fmt::format("last error {}: {}\n", age(error_->since), error_->text);
  if (table_) text += "\n" + table_->text;
  write_all(terminal_, frame(text, screen_size(terminal_)));
}

std::string frame(std::string_view text, const ScreenSize& size) {
  const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n'));
  const std::size_t shown = lines <= size.height ? lines : size.height - 1;
  std::string out = "\x1b[H";
  for (std::size_t i = 0; i < shown; ++i) {
    const std::size_t end = text.find('\n');
    if (i > 0) out += "\r\n";
    out += clipped(text.substr(0, end), size.width);
    out += "\x1b[K";
    text.remove_prefix(end + 1);
  }
  if (shown < lines) {
    if (shown > 0) out += "\r\n";
    out += clipped(fmt::format("({} more lines)", lines - shown), size.width);
  }
  return out + "\x1b[J";
}

}  // namespace coffer::app
