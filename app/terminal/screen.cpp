#include "app/terminal/screen.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <semaphore.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <utility>
#include <vector>

#include "app/system/boot_clock.hpp"
#include "app/system/signals.hpp"
#include "app/terminal/text.hpp"
#include "coffer/error.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view hide_cursor = "\x1b[?25l";
constexpr std::string_view leave = "\x1b[0m\r\n\x1b[?25h";

constexpr std::array signals{SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH};

// What the signal handlers know of the screen.
std::atomic<int> shown_terminal = -1;
std::atomic<bool> is_cursor_hidden = false;
static_assert(std::atomic<int>::is_always_lock_free);
sem_t wake;  // the thread is to paint, or to end

// Not to a terminal that takes nothing (Ctrl-S): that would keep the process from ending.
void write_if_possible(std::string_view text) {
  pollfd terminal{.fd = shown_terminal, .events = POLLOUT, .revents = 0};
  if (::poll(&terminal, 1, 0) <= 0) return;
  [[maybe_unused]] const ssize_t count = ::write(terminal.fd, text.data(), text.size());
}

// Of what it calls, every function may be called in a signal handler.
extern "C" void coffer_screen_signal(int signal) {
  const int error = errno;
  const bool goes_on = signal == SIGWINCH || signal == SIGCONT;
  if (!goes_on && is_in_foreground(shown_terminal)) write_if_possible(leave);
  if (signal != SIGWINCH) is_cursor_hidden = false;
  if (signal == SIGTSTP) ::raise(SIGSTOP);
  if (signal == SIGTSTP || goes_on) {
    ::sem_post(&wake);
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

std::string age(std::chrono::nanoseconds since) {
  const auto age = time_since_boot() - since;
  if (age < 2min) return fmt::format("{} s ago", age / 1s);
  if (age < 2h) return fmt::format("{} min ago", age / 1min);
  return fmt::format("{} h ago", age / 1h);
}

}  // namespace

Screen::Screen(int terminal, std::string title) : terminal_(terminal), title_(std::move(title)) {
  // What stood on the terminal goes where one can scroll back to it.
  if (is_in_foreground(terminal))
    write_all(terminal, std::string(screen_size(terminal).height, '\n'));
  ::sem_init(&wake, 0, 0);
  shown_terminal = terminal;
  is_cursor_hidden = false;
  take_signals();

  const BlockedSignals blocked;
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

Screen::~Screen() {
  thread_.request_stop();
  ::sem_post(&wake);
  thread_.join();
  if (is_in_foreground(terminal_)) write_if_possible(leave);
  for (const int signal : signals) restore_default(signal);
}

void Screen::show(std::string table, std::string change) {
  const std::lock_guard lock(mutex_);
  if (!change.empty()) change_ = std::move(change);
  table_ = Item{.text = std::move(table), .since = time_since_boot()};
  paint();
}

void Screen::show_error(std::string error) {
  const std::lock_guard lock(mutex_);
  error_ = Item{.text = std::move(error), .since = time_since_boot()};
  paint();
}

void Screen::run(const std::stop_token& stop) {
  for (;;) {
    timespec second{};
    ::clock_gettime(CLOCK_MONOTONIC, &second);
    ++second.tv_sec;
    ::sem_clockwait(&wake, CLOCK_MONOTONIC, &second);
    const std::lock_guard lock(mutex_);
    if (stop.stop_requested()) return;
    try {
      paint();
    } catch (const Error&) {
      return;  // the next round meets it as well, and there it can be told
    }
  }
}

void Screen::paint() {
  if (!is_in_foreground(terminal_)) return;
  std::string text = table_ ? fmt::format("{}, received {}\n", title_, age(table_->since))
                            : fmt::format("{}, nothing received yet\n", title_);
  if (error_) text += fmt::format("last error {}: {}\n", age(error_->since), error_->text);
  if (table_) text += "\n" + table_->text;
  const std::string_view start = is_cursor_hidden.exchange(true) ? "" : hide_cursor;
  write_all(terminal_,
            fmt::format("{}{}", start, fit_to_screen(text, change_, screen_size(terminal_))));
}

std::string fit_to_screen(std::string_view text, std::string_view footer, const ScreenSize& size) {
  const bool has_footer = !footer.empty() && size.height > 1;
  const std::size_t room = size.height - (has_footer ? 1 : 0);
  const std::vector<std::string_view> lines = split(text, '\n');
  const std::size_t count = lines.size() - 1;  // nothing stands behind the last line's end
  const std::size_t kept = count <= room ? count : room - 1;
  std::vector<std::string> shown;
  for (std::size_t i = 0; i < kept; ++i) shown.push_back(clipped(lines[i], size.width));
  if (kept < count)
    shown.push_back(clipped(fmt::format("({})", counted(count - kept, "more line")), size.width));
  if (has_footer) shown.push_back(clipped(footer, size.width));
  return fmt::format("\x1b[H{}\x1b[K\x1b[J", join(shown, "\x1b[K\r\n"));
}

}  // namespace coffer::app
