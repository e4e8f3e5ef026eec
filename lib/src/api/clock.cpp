#include "coffer/clock.hpp"

#include <fmt/format.h>

#include <algorithm>

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

std::string length_text(std::chrono::seconds length) {
  using namespace std::chrono;
  const auto text = [&](auto in_units, const char* unit) {
    return fmt::format("{} {}", in_units.count(), unit);
  };
  if (length < minutes(2)) return text(length, "s");
  if (length < hours(2)) return text(round<minutes>(length), "minutes");
  if (length < days(2)) return text(round<hours>(length), "hours");
  if (length < years(2)) return text(round<days>(length), "days");
  return text(round<years>(length), "years");
}

std::string clock_text(std::chrono::milliseconds ahead) {
  const auto off = std::chrono::abs(ahead);
  const auto tenths = (off.count() + 50) / 100;
  const std::string length = off < std::chrono::minutes(2)
                                 ? fmt::format("{}.{} s", tenths / 10, tenths % 10)
                                 : length_text(std::chrono::round<std::chrono::seconds>(off));
  return fmt::format("this machine's clock is {} {} the exchange's", length,
                     ahead.count() < 0 ? "ahead of" : "behind");
}

}  // namespace coffer
