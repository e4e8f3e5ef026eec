#include "app/log/intervals.hpp"

#include <algorithm>
#include <bit>

namespace coffer::app {
namespace {

// Buckets are as wide as the lowest bit that is kept of their numbers: 1 up to 255, 2 up to 511.
constexpr int kept_bits = 8;

int dropped_bits(std::int64_t number) {
  return std::max(0,
                  static_cast<int>(std::bit_width(static_cast<std::uint64_t>(number))) - kept_bits);
}

// The least number of its bucket, by which the bucket is known.
std::int64_t key_of(std::int64_t number) {
  const int dropped = dropped_bits(number);
  return number >> dropped << dropped;
}

// The greatest number of a bucket.
std::int64_t last_of(std::int64_t key) { return key + (std::int64_t{1} << dropped_bits(key)) - 1; }

}  // namespace

void Intervals::add(std::chrono::milliseconds interval) {
  const std::int64_t key = key_of(interval.count());
  if (last_ >= buckets_.size() || buckets_[last_].key != key) {
    const auto place = std::ranges::lower_bound(buckets_, key, {}, &Bucket::key);
    last_ = static_cast<std::size_t>(place - buckets_.begin());
    if (place == buckets_.end() || place->key != key) buckets_.insert(place, {key, 0});
  }
  ++buckets_[last_].count;
}

std::optional<std::int64_t> Intervals::greatest_usual() const {
  std::int64_t all = 0;
  for (const Bucket& bucket : buckets_) all += bucket.count;
  std::int64_t passed = 0;
  for (const Bucket& bucket : buckets_) {
    passed += bucket.count;
    if (2 * passed >= all) return 3 * last_of(bucket.key);
  }
  return std::nullopt;
}

bool Intervals::is_gap(std::chrono::milliseconds interval) const {
  const auto greatest = greatest_usual();
  return greatest && key_of(interval.count()) > *greatest;
}

std::int64_t Intervals::gaps() const {
  std::int64_t count = 0;
  for (const Bucket& bucket : buckets_) {
    if (is_gap(std::chrono::milliseconds(bucket.key))) count += bucket.count;
  }
  return count;
}

}  // namespace coffer::app
