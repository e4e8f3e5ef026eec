#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "app/accounts/group_cache.hpp"

namespace coffer::app {

// The group of one account for several clients, each on its own thread: while one of them finds it
// out the others wait, so that the exchange is asked once.
class SharedGroup final : public GroupMemory {
 public:
  explicit SharedGroup(GroupCache cache) : cache_(std::move(cache)) {}

  std::optional<int> recall() override {
    std::unique_lock lock(mutex_);
    ended_.wait(lock, [&] { return seeker_ == std::thread::id(); });
    const std::optional<int> group = cache_.recall();
    if (!group) seeker_ = std::this_thread::get_id();
    return group;
  }

  void remember(int account_group) override {
    const std::lock_guard lock(mutex_);
    cache_.remember(account_group);
    end();
  }

  void forget() override {
    const std::lock_guard lock(mutex_);
    cache_.forget();
  }

  // To be called when a client is done: had it not found the group, the next one may.
  void end_search() {
    const std::lock_guard lock(mutex_);
    if (seeker_ == std::this_thread::get_id()) end();
  }

 private:
  void end() {
    seeker_ = {};
    ended_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable ended_;
  std::thread::id seeker_;  // none: nobody looks for it
  GroupCache cache_;
};

}  // namespace coffer::app
