#pragma once

#include <chrono>

namespace coffer {

// A point in time at which to give up.
using Deadline = std::chrono::steady_clock::time_point;

// How long a call may wait: until the deadline, and no longer than until the descriptor `interrupt`
// becomes readable, as a signalfd is while a signal is pending. -1: nothing interrupts.
struct WaitLimit {
  Deadline deadline;
  int interrupt = -1;
};

// Thrown where `interrupt` ended a wait. No Error: nothing failed.
struct Interrupted {};

}  // namespace coffer
