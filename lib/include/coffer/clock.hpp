#pragma once

#include <chrono>
#include <deque>
#include <mutex>
#include <optional>
#include <string>

#include "coffer/time.hpp"
#include "coffer/wait.hpp"

namespace coffer {

// Time as the client sees it, so that tests can make it pass at will.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time wall() const = 0;                                  // for timestamps
  virtual std::chrono::steady_clock::time_point now() const = 0;  // for deadlines
  virtual void sleep_until(const WaitLimit& limit) = 0;           // throws Interrupted
};

// The machine's clock.
class SystemClock final : public Clock {
 public:
  Time wall() const override;
  std::chrono::steady_clock::time_point now() const override;
  void sleep_until(const WaitLimit& limit) override;
};

// Keeps the requests of one key to what the exchange allows for snapshots and the ledger: 8 in a
// minute. For any number of clients and threads.
class Pace {
 public:
  // When a request that is ready at `ready` may go out, which counts it. None, and it does not
  // count, where that is not before the deadline.
  std::optional<Deadline> take(Deadline ready, Deadline deadline = Deadline::max());

 private:
  std::mutex mutex_;
  std::deque<Deadline> taken_;  // the last 8
};

// "this machine's clock is 90 s behind the exchange's", which is `ahead` of it; "ahead of" where
// that is negative.
std::string clock_text(std::chrono::milliseconds ahead);

}  // namespace coffer
