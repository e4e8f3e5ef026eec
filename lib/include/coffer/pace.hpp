#pragma once

#include <deque>
#include <mutex>
#include <optional>

#include "coffer/wait.hpp"

namespace coffer {

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

}  // namespace coffer
