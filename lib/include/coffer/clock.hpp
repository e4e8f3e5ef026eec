#pragma once

#include <chrono>

namespace coffer {

// Time as the client sees it, so that tests can make it pass at will.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual std::chrono::sys_time<std::chrono::milliseconds> wall() const = 0;  // for timestamps
  virtual std::chrono::steady_clock::time_point now() const = 0;              // for deadlines
  virtual void sleep_until(std::chrono::steady_clock::time_point time) = 0;
};

// The machine's clock.
class SystemClock final : public Clock {
 public:
  std::chrono::sys_time<std::chrono::milliseconds> wall() const override;
  std::chrono::steady_clock::time_point now() const override;
  void sleep_until(std::chrono::steady_clock::time_point time) override;
};

}  // namespace coffer
