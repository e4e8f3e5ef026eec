#include "app/terminal/wait_line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <stop_token>
#include <utility>

#include "app/system/signals.hpp"
#include "app/terminal/text.hpp"

namespace coffer::app {

namespace {

void show(const std::stop_token& stop, const Streams& streams, const WaitLine::Subject& subject) {
  const int terminal = streams.err;
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  const auto never = [] { return false; };
  stopped.wait_for(lock, stop, std::chrono::milliseconds(500), never);
  std::string shown;
  while (!stop.stop_requested()) {
    // Of a line that goes on in the next one, only the end could be taken back.
    std::string text =
        clipped(fmt::format("waiting for {}", printable(subject())), screen_size(terminal).width);
    if (text != shown && is_in_foreground(terminal)) {
      write_message(streams, "\r\x1b[K" + text);
      shown = std::move(text);
    }
    stopped.wait_for(lock, stop, std::chrono::milliseconds(100), never);
  }
  if (!shown.empty() && is_in_foreground(terminal)) write_message(streams, "\r\x1b[K");
}

}  // namespace

WaitLine::WaitLine(const TerminalOptions& options, const Environment& environment,
                   const Streams& streams, Subject subject) {
  if (!takes_escapes(streams.err, environment) || options.quiet || options.verbose) return;
  const BlockedSignals blocked;
  try {
    thread_ = std::jthread([&streams, subject = std::move(subject)](const std::stop_token& stop) {
      try {
        show(stop, streams, subject);
      } catch (const std::exception&) {
        // Without memory nothing more is shown.
      }
    });
  } catch (const std::exception&) {
    // Without a thread, too: it is no reason to fail.
  }
}

std::string bar(std::int64_t done, std::int64_t all) {
  constexpr std::int64_t size = 20;
  const std::int64_t filled = all <= 0 ? size : size * std::clamp<std::int64_t>(done, 0, all) / all;
  return fmt::format("[{:-<{}}]", std::string(static_cast<std::size_t>(filled), '#'), size);
}

}  // namespace coffer::app
