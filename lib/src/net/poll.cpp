#include "poll.hpp"

#include <algorithm>
#include <cerrno>
#include <vector>

namespace coffer {
namespace {

using namespace std::chrono_literals;

int milliseconds_until(Deadline time) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(time - Deadline::clock::now());
  return static_cast<int>(std::clamp<std::chrono::milliseconds>(left, 0ms, 24h).count());
}

}  // namespace

void poll_until(std::span<pollfd> descriptors, const WaitLimit& limit) {
  std::vector<pollfd> all(descriptors.begin(), descriptors.end());
  all.push_back({.fd = limit.interrupt, .events = POLLIN, .revents = 0});
  for (;;) {
    const int timeout = milliseconds_until(limit.deadline);
    const int ready = ::poll(all.data(), all.size(), timeout);
    if (ready == 0 && Deadline::clock::now() >= limit.deadline) throw TimedOut();
    if (ready < 0 && errno != EINTR && errno != EAGAIN) throw TimedOut();  // no memory
    if (ready <= 0) continue;
    if (all.back().revents != 0) throw Interrupted();
    std::ranges::copy(all.begin(), all.end() - 1, descriptors.begin());
    return;
  }
}

void wait_for(int descriptor, short events, const WaitLimit& limit) {
  pollfd state{.fd = descriptor, .events = events, .revents = 0};
  poll_until({&state, 1}, limit);
}

}  // namespace coffer
