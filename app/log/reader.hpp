#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "app/log/log_parser.hpp"
#include "app/log/series.hpp"

namespace coffer::app {

// What of logs is wanted.
struct Selection {
  std::optional<std::string> column = {};  // see LogParser
  std::vector<std::string> assets = {};    // in any case; empty: all
  std::optional<Time> since = {};          // from here on
  std::optional<Time> until = {};          // before this
};

// What logs tell about balances over time, in memory that grows with the number of series only.
class History {
 public:
  // Told of each damaged line, which is skipped.
  using Complaint =
      std::function<void(const std::string& path, std::size_t line, std::string_view why)>;

  // Reads all of the files, "-" being standard input, in any order. `max_slices` is how finely time
  // is divided (see Series).
  //
  // Throws Error{usage} for a file that cannot be read, and where no file has the wanted column.
  History(const Selection& selection, const std::vector<std::string>& paths, std::size_t max_slices,
          const Complaint& complain);

  // In the order in which they first appear. None of them is empty.
  const std::deque<Series>& series() const { return series_; }

 private:
  void add(const LogRecord& record);
  Series& find(std::string_view profile, std::string_view asset, std::string_view column);

  std::size_t max_slices_;
  std::deque<Series> series_;
  std::unordered_map<std::string, Series*> by_name_;
  std::string name_;  // the one last looked for
};

}  // namespace coffer::app
