#pragma once

#include <cstddef>
#include <functional>

namespace coffer::app {

// How many requests are made at the same time: 16, or as many as there are descriptors for. The
// resolver does not always say that it lacks one.
std::size_t most_at_once();

// Calls work(0), ..., work(count - 1), as many as `threads` at the same time, and returns when all
// have returned. One of the threads is the calling one; on the others signals are blocked. Where
// these cannot be started there are fewer. After a call that throws no further one is begun, and
// its exception is rethrown.
void parallel_for(std::size_t count, std::size_t threads,
                  const std::function<void(std::size_t index)>& work);

}  // namespace coffer::app
