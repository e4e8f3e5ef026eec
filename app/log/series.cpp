#include "app/log/series.hpp"

#include <algorithm>

namespace coffer::app {

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
  if (every_) add_to_periods(time, amount);
  if (!newest_) {
    newest_ = Sample{time, amount};
    return;
  }
  if (time > newest_->time && !is_ledger_) intervals_.add(time - newest_->time);
  if (time < newest_->time) in_order_ = false;
  newest_->time = time;
  if (&newest_->amount != &amount) newest_->amount = amount;
}

void Series::add_to_periods(Time time, const Decimal& amount) {
  if (periods_.empty() || time < period_.begin || time >= period_.end) {
    period_ = period_of(time, *every_);
    const auto found = std::ranges::lower_bound(periods_, period_.begin, {}, &Sample::time);
    period_place_ = static_cast<std::size_t>(found - periods_.begin());
    if (found == periods_.end() || found->time != period_.begin) {
      periods_.insert(found, {period_.begin, amount});
      period_times_.insert(period_times_.begin() + static_cast<std::ptrdiff_t>(period_place_),
                           time);
    }
  }
  if (time < period_times_[period_place_]) return;
  period_times_[period_place_] = time;
  Decimal& last = periods_[period_place_].amount;
  if (last.text() != amount.text()) last = amount;
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

std::optional<std::int64_t> Series::gaps() const {
  if (!in_order_) return std::nullopt;
  return intervals_.gaps();
}

Summary Series::summary() const {
  Summary whole;
  for (const Summary& slice : slices_) whole.merge(slice);
  return whole;
}

}  // namespace coffer::app
