#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "app/log/series.hpp"

namespace coffer::app {

// What of logs is wanted.
struct LogFilter {
  std::vector<std::string> columns = {};  // in any case; empty: those that a report is followed by
  std::vector<std::string> assets = {};   // in any case; empty: all
  std::optional<Time> since = {};         // from here on
  std::optional<Time> until = {};         // before this
  std::optional<Period> every = {};       // for Series::periods
};

// What logs tell about amounts over time, and what of them could not be read.
struct History {
  std::deque<Series> series;  // none of them empty
  std::vector<std::string> warnings;
};

// Reads all of the files, "-" being standard input, in any order, plain or gzip. What one of them
// repeats of another counts once; where they differ at one time, the first by name counts.
// `max_slices` is how finely time is divided (see Series).
//
// Memory grows with the number of series only, where the rows of each file are in order of time.
// Files whose rows are not are read twice, and all of their rows kept; a pipe, which cannot be read
// twice, is warned of.
//
// Damaged lines are skipped, and the first few of each file are among the warnings. Throws
// - Error{config} for a file that cannot be read, or that holds lines but no entry of a log,
// - Error{usage} for a column that no log has,
// - Error{rejected} for an asset that is in no log.
History read_logs(const LogFilter& filter, std::vector<std::string> paths, std::size_t max_slices);

}  // namespace coffer::app
