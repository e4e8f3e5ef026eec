#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace coffer::app {

// Says on a terminal what is awaited, once half a second has passed, and takes it back when it
// dies.
class Waiting {
 public:
  Waiting(int terminal, std::string text);
  ~Waiting();
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

 private:
  std::mutex mutex_;
  std::condition_variable over_;
  bool is_over_ = false;
  std::thread thread_;
};

}  // namespace coffer::app
