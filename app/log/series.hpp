#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/log/intervals.hpp"
#include "app/log/period.hpp"
#include "app/output/report.hpp"
#include "coffer/decimal.hpp"

namespace coffer::app {

// An amount at a time.
struct Sample {
  Time time;
  Decimal amount;
};

// What any number of readings, in any order, amount to. Of readings at the same time the one that
// was added last is the later one; of equal amounts the earliest is the least and the greatest.
struct Summary {
  std::int64_t count = 0;
  Sample first;  // these are meaningless while `count` is 0
  Sample last;
  Sample least;
  Sample greatest;

  void add(Time time, const Decimal& amount);
  void merge(const Summary& other);

 private:
  void consider(Time time, const Decimal& amount);
};

// One amount over time, however many readings there are: it keeps only summaries of slices of time
// and, where that is asked for, the last reading of each period.
class Series {
 public:
  // Whose amount it is. The asset is empty where the report has none.
  struct Name {
    std::string profile;
    std::string report;
    std::string asset;
    std::string column;
  };

  // `max_slices` is 2 or more; between half of that and all of it is used, or less for a short
  // time.
  Series(Name name, std::size_t max_slices, std::optional<Period> every = {})
      : name_(std::move(name)),
        is_ledger_(name_.report.starts_with("ledger")),
        max_slices_(max_slices),
        every_(every) {}

  const Name& name() const { return name_; }

  // In any order; but what lies between readings is known only where they come in order of time.
  void add(Time time, const Decimal& amount);

  // The reading that was added last, where there is one.
  const Sample* newest() const { return newest_ ? &*newest_ : nullptr; }

  // All readings.
  Summary summary() const;

  // Consecutive slices of time of equal width, some of which may be without readings.
  const std::vector<Summary>& slices() const { return slices_; }

  // How many gaps (see Intervals) lie between readings; none in a ledger, where an amount holds
  // until the next one. Nothing where they did not come in order of time.
  std::optional<std::int64_t> gaps() const;

  // Whether one lies between these two times, at which there are readings that follow each other.
  bool has_gap(Time from, Time to) const { return in_order_ && intervals_.is_gap(to - from); }

  // Whether it ended long before `time`, or has a single reading, before that.
  bool has_ended(Time time) const {
    return !is_ledger_ && time > newest_->time &&
           (intervals_.empty() || intervals_.is_gap(time - newest_->time));
  }

  // The last reading of each period that has one, with the period's begin as its time, in order.
  const std::vector<Sample>& periods() const { return periods_; }

 private:
  std::int64_t index_of(Time time) const { return time.time_since_epoch().count() >> width_; }
  void add_to_slices(Time time, const Decimal& amount);
  void add_to_periods(Time time, const Decimal& amount);
  void widen();

  Name name_;
  bool is_ledger_;
  std::size_t max_slices_;
  std::optional<Sample> newest_;
  bool in_order_ = true;
  Intervals intervals_;

  unsigned width_ = 0;            // of a slice: 2 to this power, in milliseconds since the epoch
  std::int64_t first_index_ = 0;  // of the first slice
  std::vector<Summary> slices_;

  std::optional<Period> every_;
  std::vector<Sample> periods_;
  std::vector<Time> period_times_;  // of the readings in `periods_`
  Span period_{};                   // the one last looked for
  std::size_t period_place_ = 0;
};

}  // namespace coffer::app
