#include "app/waiting.hpp"

#include <fmt/format.h>

#include <chrono>

#include "app/streams.hpp"
#include "app/text.hpp"

namespace coffer::app {

Waiting::Waiting(int terminal, std::string text)
    : thread_([this, terminal, text = std::move(text)] {
        std::unique_lock lock(mutex_);
        const auto is_over = [this] { return is_over_; };
        if (over_.wait_for(lock, std::chrono::milliseconds(500), is_over)) return;
        const Streams streams{.out = terminal, .err = terminal};
        write_message(streams, fmt::format("\rwaiting for {}", printable(text)));
        over_.wait(lock, is_over);
        write_message(streams, "\r\x1b[K");
      }) {}

Waiting::~Waiting() {
  {
    const std::lock_guard lock(mutex_);
    is_over_ = true;
  }
  over_.notify_one();
  thread_.join();
}

}  // namespace coffer::app
