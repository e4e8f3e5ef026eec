#include "app/log/series.hpp"

#include <algorithm>
#include <array>
#include <bit>

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
std::int64_t least_like(std::int64_t interval) {
  const auto dropped = dropped_bits(interval);
  return interval >> dropped << dropped;
}

}  // namespace

void Intervals::add(std::chrono::milliseconds interval) { ++counts_[least_like(interval.count())]; }

bool Intervals::is_gap(std::chrono::milliseconds interval) const {
  std::int64_t all = 0;
  for (const auto& [least, count] : counts_) all += count;
  std::int64_t passed = 0;
  for (const auto& [least, count] : counts_) {
    passed += count;
    const std::int64_t greatest = least + (std::int64_t{1} << dropped_bits(least)) - 1;
    if (2 * passed >= all) return least_like(interval.count()) > 3 * greatest;
  }
  return false;
}

std::int64_t Intervals::gaps() const {
  std::int64_t gaps = 0;
  for (const auto& [least, count] : counts_) {
    if (is_gap(std::chrono::milliseconds(least))) gaps += count;
  }
  return gaps;
}

std::optional<Period> parse_period(std::string_view text) {
  constexpr std::array<std::string_view, 4> names{"1h", "1d", "1w", "1mo"};
  const auto found = std::ranges::find(names, text);
  if (found == names.end()) return std::nullopt;
  return static_cast<Period>(found - names.begin());
}

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

void Summary::add(Time time, const Decimal& amount) {
  if (count == 0) {
    first = last = least = greatest = {time, amount};
  } else if (time >= last.time && amount.text() == last.amount.text()) {
    last.time = time;  // Balances rarely change, and then there is nothing to compare.
  } else {
    consider(time, amount);
  }
  ++count;
}

void Summary::merge(const Summary& other) {
  if (other.count == 0) return;
  if (count == 0) {
    *this = other;
    return;
  }
  for (const Sample* reading : {&other.first, &other.least, &other.greatest, &other.last})
    consider(reading->time, reading->amount);
  count += other.count;
}

void Summary::consider(Time time, const Decimal& amount) {
  const auto take = [&](Sample& reading) {
    reading.time = time;
    reading.amount = amount;
  };
  if (time < first.time) take(first);
  if (time >= last.time) take(last);
  const auto lower = amount <=> least.amount;
  if (lower < 0 || (lower == 0 && time < least.time)) take(least);
  const auto higher = amount <=> greatest.amount;
  if (higher > 0 || (higher == 0 && time < greatest.time)) take(greatest);
}

void Series::add(Time time, const Decimal& amount) {
  add_to_slices(time, amount);
  if (every_) {
    const Sample reading{time, amount};
    const auto [last, is_first] = periods_.try_emplace(begin_of(*every_, time), reading);
    if (time >= last->second.time) last->second = reading;
  }
  if (!newest_) {
    newest_ = Sample{time, amount};
    return;
  }
  if (time > newest_->time && !is_ledger_) intervals_.add(time - newest_->time);
  if (time < newest_->time) in_order_ = false;
  newest_->time = time;
  if (&newest_->amount != &amount) newest_->amount = amount;
}

void Series::add_to_slices(Time time, const Decimal& amount) {
  std::int64_t index = index_of(time);
  if (slices_.empty()) {
    first_index_ = index;
    slices_.resize(1);
  }
  const auto span = [&] {
    const std::int64_t last = first_index_ + static_cast<std::int64_t>(slices_.size()) - 1;
    return static_cast<std::size_t>(std::max(last, index) - std::min(first_index_, index)) + 1;
  };
  while (span() > max_slices_) {
    widen();
    index = index_of(time);
  }
  if (index < first_index_) {
    slices_.insert(slices_.begin(), static_cast<std::size_t>(first_index_ - index), {});
    first_index_ = index;
  }
  const auto place = static_cast<std::size_t>(index - first_index_);
  if (place >= slices_.size()) slices_.resize(place + 1);
  slices_[place].add(time, amount);
}

// Makes slices twice as wide.
void Series::widen() {
  ++width_;
  const std::int64_t previous = std::exchange(first_index_, first_index_ >> 1);
  const auto odd = static_cast<std::size_t>(previous & 1);  // the first is the later of a pair
  std::vector<Summary> wider((slices_.size() + odd + 1) / 2);
  for (std::size_t place = 0; place < slices_.size(); ++place)
    wider[(place + odd) / 2].merge(slices_[place]);
  slices_ = std::move(wider);
}

Summary Series::summary() const {
  Summary whole;
  for (const Summary& slice : slices_) whole.merge(slice);
  return whole;
}

}  // namespace coffer::app
