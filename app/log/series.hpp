#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "app/report.hpp"
#include "coffer/decimal.hpp"

namespace coffer::app {

// An amount at a time.
struct Reading {
  Time time;
  Decimal amount;
};

// What any number of readings, in any order, amount to. Of readings at the same time the one that
// was added last is the later one; of equal amounts the earliest is the least and the greatest.
struct Summary {
  std::int64_t count = 0;
  Reading first;  // these are meaningless while `count` is 0
  Reading last;
  Reading least;
  Reading greatest;

  void add(Time time, const Decimal& amount);
  void merge(const Summary& other);

 private:
  void consider(Time time, const Decimal& amount);
};

// One amount over time: of a profile, an asset and a column, each empty where there is none.
// However many readings there are, it keeps only summaries of slices of time.
class Series {
 public:
  struct Name {
    std::string profile;
    std::string asset;
    std::string column;
  };

  // `max_slices` is 2 or more; between half of that and all of it is used, or less for a short
  // time.
  Series(Name name, std::size_t max_slices) : name_(std::move(name)), max_slices_(max_slices) {}

  const Name& name() const { return name_; }

  void add(Time time, const Decimal& amount);

  // All readings.
  Summary summary() const;

  // Consecutive slices of time of equal width, some of which may be without readings.
  const std::vector<Summary>& slices() const { return slices_; }

 private:
  std::int64_t index_of(Time time) const { return time.time_since_epoch().count() >> width_; }
  void widen();

  Name name_;
  std::size_t max_slices_;
  unsigned width_ = 0;            // of a slice: 2 to this power, in milliseconds since the epoch
  std::int64_t first_index_ = 0;  // of the first slice
  std::vector<Summary> slices_;
};

}  // namespace coffer::app
