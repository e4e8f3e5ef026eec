#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "app/log/entry.hpp"
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

// Whether the cushion that a line of the risk report has is one.
bool has_cushion(const Entry& entry);

// Selects what is wanted of the entries of logs, and knows what was not among them.
class Wanted {
 public:
  // The filter must outlive this.
  explicit Wanted(const LogFilter& filter);

  struct Cell {
    std::size_t place;
    std::string column;  // with the currency, where the cell is an amount in the entry's
  };
  std::vector<Cell> cells(const Entry& entry);

  bool has_asset(std::string_view asset);
  bool has_time(Time time) const;

  // Throws Error{usage} for a column, Error{rejected} for an asset that no entry had.
  void require_all() const;

 private:
  bool is_wanted(const LogColumns& columns, const std::string& name, const std::string& column);

  const LogFilter& filter_;
  const std::vector<std::string> columns_;  // in words, where none are named
  std::set<std::string> missing_;           // of these, so far
  std::set<std::string> amounts_;           // of the logs
  std::set<std::string, std::less<>> assets_;
};

}  // namespace coffer::app
