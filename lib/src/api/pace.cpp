#include "coffer/pace.hpp"

#include <algorithm>
#include <chrono>

namespace coffer {

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

}  // namespace coffer
