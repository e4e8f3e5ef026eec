#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

  bool empty() const { return counts_.empty(); }

 private:
  std::map<std::int64_t, std::int64_t> counts_;  // of intervals that are hardly different
};

// What --every divides time into, in UTC.
enum class Period { hour, day, week, month };

// "1h", "1d", "1w" or "1mo"; nothing for any other text.
std::optional<Period> parse_period(std::string_view text);

// The begin of the period that holds this time. Weeks begin on Monday.
Time begin_of(Period period, Time time);

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
  std::optional<std::int64_t> gaps() const {
    return in_order_ ? std::optional(intervals_.gaps()) : std::nullopt;
  }

  // Whether one lies between these two times, at which there are readings that follow each other.
  bool has_gap(Time from, Time to) const { return in_order_ && intervals_.is_gap(to - from); }

  // Whether it ended long before `time`, or has a single reading, before that.
  bool has_ended(Time time) const {
    return !is_ledger_ && time > newest_->time &&
           (intervals_.empty() || intervals_.is_gap(time - newest_->time));
  }

  // The last reading of each period that has one, by the period's begin.
  const std::map<Time, Sample>& periods() const { return periods_; }

 private:
  std::int64_t index_of(Time time) const { return time.time_since_epoch().count() >> width_; }
  void add_to_slices(Time time, const Decimal& amount);
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
  std::map<Time, Sample> periods_;
};

}  // namespace coffer::app
