#include "app/log/series.hpp"

#include <algorithm>
#include <bit>
#include <limits>

namespace coffer::app {
namespace {

// Intervals are counted together where they differ in bits that are dropped of their numbers: none
// up to 255, one up to 511.
std::int64_t dropped_bits(std::int64_t interval) {
  constexpr int kept_bits = 8;
  return std::max(
      0, static_cast<int>(std::bit_width(static_cast<std::uint64_t>(interval))) - kept_bits);
}

// The least of those.
std::int64_t least_like(std::chrono::milliseconds interval) {
  const auto dropped = dropped_bits(interval.count());
  return interval.count() >> dropped << dropped;
}

}  // namespace

Time begin_of(Period period, Time time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  switch (period) {
    case Period::hour:
      return std::chrono::floor<std::chrono::hours>(time);
    case Period::day:
      return day;
    case Period::week:
      return day - (std::chrono::weekday(day) - std::chrono::Monday);
    case Period::month:
      break;
  }
  return std::chrono::sys_days(date.year() / date.month() / 1);
}

void Summary::add(const Sample& reading) {
  if (count == 0) {
    first = last = least = greatest = reading;
  } else {
    consider(reading);
  }
  ++count;
}

void Summary::merge(const Summary& other) {
  if (count == 0) {
    *this = other;
    return;
  }
  for (const Sample* reading : {&other.first, &other.least, &other.greatest, &other.last})
    consider(*reading);
  count += other.count;
}

void Summary::consider(const Sample& reading) {
  if (reading.time < first.time) first = reading;
  if (reading.time >= last.time) last = reading;
  const auto lower = reading.amount <=> least.amount;
  if (lower < 0 || (lower == 0 && reading.time < least.time)) least = reading;
  const auto higher = reading.amount <=> greatest.amount;
  if (higher > 0 || (higher == 0 && reading.time < greatest.time)) greatest = reading;
}

void Series::add(const Sample& reading) {
  const Time time = reading.time;
  slices_[time.time_since_epoch().count() >> width_].add(reading);
  while (std::cmp_greater_equal(slices_.rbegin()->first - slices_.begin()->first, max_slices_)) {
    ++width_;
    std::map<std::int64_t, Summary> wider;
    for (const auto& [number, slice] : slices_) wider[number >> 1].merge(slice);
    slices_ = std::move(wider);
  }
  if (every_) {
    const auto [last, is_first] = periods_.try_emplace(begin_of(*every_, time), reading);
    if (time >= last->second.time) last->second = reading;
  }
  if (newest_ && time < *newest_) in_order_ = false;
  if (newest_ && time > *newest_ && !is_ledger_) ++intervals_[least_like(time - *newest_)];
  newest_ = time;
}

Summary Series::summary() const {
  Summary whole;
  for (const auto& [number, slice] : slices_) whole.merge(slice);
  return whole;
}

// What an interval must exceed to be a gap.
std::int64_t Series::longest_usual() const {
  std::int64_t all = 0;
  for (const auto& [least, count] : intervals_) all += count;
  std::int64_t passed = 0;
  for (const auto& [least, count] : intervals_) {
    passed += count;
    if (2 * passed >= all) return 3 * (least + (std::int64_t{1} << dropped_bits(least)) - 1);
  }
  return std::numeric_limits<std::int64_t>::max();
}

std::optional<std::int64_t> Series::gaps() const {
  if (!in_order_) return std::nullopt;
  std::int64_t gaps = 0;
  const std::int64_t usual = longest_usual();
  for (const auto& [least, count] : intervals_) gaps += least > usual ? count : 0;
  return gaps;
}

bool Series::has_gap(Time from, Time to) const {
  return in_order_ && least_like(to - from) > longest_usual();
}

bool Series::has_ended(Time time) const {
  return !is_ledger_ && time > *newest_ &&
         (intervals_.empty() || least_like(time - *newest_) > longest_usual());
}

}  // namespace coffer::app
