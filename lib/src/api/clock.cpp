#include "coffer/clock.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "coffer/transport.hpp"
#include "net/socket.hpp"

namespace coffer {

Time SystemClock::wall() const {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

std::chrono::steady_clock::time_point SystemClock::now() const {
  return std::chrono::steady_clock::now();
}

void SystemClock::sleep_until(const WaitLimit& limit) { poll_until({}, limit); }

std::optional<Deadline> Pace::take(Deadline ready, Deadline deadline) {
  constexpr std::size_t most = 8;
  // A little more than a minute, since requests do not take equally long to arrive.
  constexpr std::chrono::seconds period(61);
  const std::lock_guard lock(mutex_);
  if (taken_.size() == most) ready = std::max(ready, taken_.front() + period);
  if (ready >= deadline) return std::nullopt;
  taken_.push_back(ready);
  if (taken_.size() > most) taken_.pop_front();
  return ready;
}

std::string clock_text(std::chrono::milliseconds ahead) {
  return fmt::format("this machine's clock is {} {} the exchange's",
                     duration_text(std::chrono::abs(ahead)),
                     ahead.count() < 0 ? "ahead of" : "behind");
}

}  // namespace coffer
