#pragma once

#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
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

  void add(const Sample& reading);
  void merge(const Summary& other);

 private:
  void consider(const Sample& reading);
};

// What --every divides time into, in UTC, by its unit in "1h", "1d", "1w" or "1mo".
enum class Period : char { hour = 'h', day = 'd', week = 'w', month = 'm' };

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

    auto operator<=>(const Name&) const = default;
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
  void add(const Sample& reading);

  // When the reading that was added last was; nothing before the first one.
  const std::optional<Time>& newest() const { return newest_; }

  // All readings.
  Summary summary() const;

  // Those of slices of time of equal width, each with a reading, by the number of the slice.
  const std::map<std::int64_t, Summary>& slices() const { return slices_; }

  // How many gaps lie between readings: intervals of more than three times the usual one, their
  // median (of an even number the lower of the two in the middle), known to a hundredth. None in a
  // ledger, where an amount holds until the next one. Nothing where they did not come in order of
  // time.
  std::optional<std::int64_t> gaps() const;

  // Whether one lies between these two times, at which there are readings that follow each other.
  bool has_gap(Time from, Time to) const;

  // Whether it ended long before `time`, or has a single reading, before that.
  bool has_ended(Time time) const;

  // The last reading of each period that has one, by the period's begin.
  const std::map<Time, Sample>& periods() const { return periods_; }

 private:
  std::int64_t longest_usual() const;

  Name name_;
  bool is_ledger_;
  std::size_t max_slices_;
  std::optional<Time> newest_;
  bool in_order_ = true;
  std::map<std::int64_t, std::int64_t> intervals_;  // how many, of those that hardly differ

  unsigned width_ = 0;  // of a slice: 2 to this power, in milliseconds since the epoch
  std::map<std::int64_t, Summary> slices_;

  std::optional<Period> every_;
  std::map<Time, Sample> periods_;
};

}  // namespace coffer::app
