#include "app/terminal/wait_line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

#include "app/system/signals.hpp"
#include "app/terminal/text.hpp"

namespace coffer::app {

bool shows_waiting(const TerminalOptions& options, const Environment& environment,
                   const Streams& streams) {
  return takes_escapes(streams.err, environment) && !options.quiet && !options.verbose;
}

WaitLine::WaitLine(int terminal, std::string subject)
    : WaitLine(terminal, [subject = std::move(subject)] { return subject; }) {}

WaitLine::WaitLine(int terminal, Subject subject) {
  const BlockedSignals blocked;
  try {
    thread_ = std::thread([this, terminal, subject = std::move(subject)] {
      try {
        show(terminal, subject);
      } catch (const std::exception&) {
        // Without memory nothing more is shown.
      }
    });
  } catch (const std::exception&) {
    // Without a thread, too: it is no reason to fail.
  }
}

void WaitLine::show(int terminal, const Subject& subject) {
  std::unique_lock lock(mutex_);
  const auto is_over = [this] { return is_over_; };
  if (over_.wait_for(lock, std::chrono::milliseconds(500), is_over)) return;
  const Streams streams{.out = terminal, .err = terminal};
  std::string shown;
  do {
    // Of a line that goes on in the next one, only the end could be taken back.
    std::string text =
        clipped(fmt::format("waiting for {}", printable(subject())), screen_size(terminal).width);
    if (text == shown || !is_in_foreground(terminal)) continue;
    write_message(streams, "\r\x1b[K" + text);
    shown = std::move(text);
  } while (!over_.wait_for(lock, std::chrono::milliseconds(100), is_over));
  if (!shown.empty() && is_in_foreground(terminal)) write_message(streams, "\r\x1b[K");
}

WaitLine::~WaitLine() {
  {
    const std::lock_guard lock(mutex_);
    is_over_ = true;
  }
  over_.notify_one();
  if (thread_.joinable()) thread_.join();
}

std::string bar(std::int64_t done, std::int64_t all) {
  constexpr std::int64_t size = 20;
  const std::int64_t filled = all <= 0 ? size : size * std::clamp<std::int64_t>(done, 0, all) / all;
  return fmt::format("[{:-<{}}]", std::string(static_cast<std::size_t>(filled), '#'), size);
}

std::string progress(std::size_t done, std::size_t all, std::string_view unit) {
  return fmt::format("{} {} of {} {}",
                     bar(static_cast<std::int64_t>(done), static_cast<std::int64_t>(all)), done,
                     all, unit);
}

}  // namespace coffer::app
