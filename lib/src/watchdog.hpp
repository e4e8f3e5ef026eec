#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "coffer/transport.hpp"

namespace coffer {

// Ends what cannot be told to end. Work that blocks in a library runs on a thread of its own, while
// the calling thread waits and shuts the work's socket down when time is up, again and again until
// the work has noticed.
//
// The functions other than `run` are for the work to call.
class Watchdog {
 public:
  using Work = std::function<void(Watchdog&)>;

  // Runs `work` and rethrows what it throws. False where it was abandoned in `unstoppable`: then
  // it touches nothing more that it was given. Throws Error{internal} where no thread can be had.
  //
  // The thread has a stack for the deep recursion of std::regex on hostile input, and signals are
  // blocked on it: SIGPIPE must not end the program, and the others have handlers that belong to
  // the calling thread.
  static bool run(Deadline deadline, Work work);

  // Does what a shutdown does not stop. At the deadline the thread is left alone with it, and what
  // follows is not done. `action` must own all that it uses.
  void unstoppable(const std::function<void()>& action);

  // Watches this socket from now on, and no other. It is shut down, too, when more than `allowance`
  // bytes are read from it before `lift_allowance`. Throws Error{internal} where no descriptor is
  // left.
  void guard(int socket, std::uint64_t allowance);
  void lift_allowance();

  // Shuts the socket down at `time`, too, unless that is replaced first.
  void set_limit(Deadline time);

  // What was the reason for the last shutdown.
  bool expired() const;
  bool allowance_exceeded() const;

  // Whether the work gave up the connection before the peer did. Best effort, for want of a better
  // witness: the peer's end may come between the two.
  bool gave_up() const;

  ~Watchdog();

 private:
  struct Thread;

  Watchdog() = default;
  bool watch(Deadline deadline);
  bool must_stop(Deadline deadline);
  void look_by(Deadline time);

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  int socket_ = -1;  // a duplicate: the number stays ours whatever the work closes
  Deadline limit_ = Deadline::max();
  Deadline next_look_ = Deadline::min();    // as long as nobody has looked yet
  std::optional<std::uint64_t> allowance_;  // counted from the socket's first byte
  bool stoppable_ = true;
  bool abandoned_ = false;
  bool done_ = false;
  bool expired_ = false;
  bool allowance_exceeded_ = false;
};

}  // namespace coffer
