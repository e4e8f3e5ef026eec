#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace coffer::app {

// How far apart the readings of a series are. Known to a hundredth, in memory that does not grow
// with their number.
class Intervals {
 public:
  void add(std::chrono::milliseconds interval);

  // Whether this is more than three times the usual interval, their median (of an even number the
  // lower of the two in the middle). Nothing is where no interval is known.
  bool is_gap(std::chrono::milliseconds interval) const;

  // How many of them are.
  std::int64_t gaps() const;

  bool empty() const { return buckets_.empty(); }

 private:
  // Intervals that are hardly different.
  struct Bucket {
    std::int64_t key;
    std::int64_t count;
  };

  std::optional<std::int64_t> greatest_usual() const;

  std::vector<Bucket> buckets_;  // by key
  std::size_t last_ = 0;         // where the last one was found
};

}  // namespace coffer::app
