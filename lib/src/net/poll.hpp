#pragma once

#include <poll.h>

#include <span>

#include "coffer/wait.hpp"

namespace coffer {

// The deadline passed while waiting.
struct TimedOut {};

// The peer's end came where more was due: a reset, or under TLS an end without close_notify.
struct ConnectionLost {};

// Waits until one of the descriptors is ready; their `revents` tell which. Throws TimedOut and
// Interrupted, also where one is ready: a peer that never pauses must not outlast either.
void poll_until(std::span<pollfd> descriptors, const WaitLimit& limit);

// The same for one descriptor.
void wait_for(int descriptor, short events, const WaitLimit& limit);

// How long ago that was.
inline std::chrono::microseconds time_since(Deadline start) {
  return std::chrono::floor<std::chrono::microseconds>(Deadline::clock::now() - start);
}

}  // namespace coffer
