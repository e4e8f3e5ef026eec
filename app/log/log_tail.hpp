#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "app/log/entry.hpp"
#include "app/log/log_file.hpp"

namespace coffer::app {

// Whose entries are looked for: a log without a column for one of these has it empty.
struct LogOwner {
  std::string profile;
  std::string report;

  bool has(const Entry& entry) const {
    return (!entry.columns->profile || entry.profile == profile) && entry.report == report;
  }
};

// The end of a log, which tells what may be added to it.
class LogTail {
 public:
  // Throws Error{output} where the file holds lines but is no log.
  explicit LogTail(const LogFile& file);

  // Behind the last whole line, and what stands there: a line without its end.
  std::size_t end() const { return end_; }
  const std::string& torn_line() const { return torn_line_; }

  // Whether the log's lines are JSON, by the last one. Not where it has none.
  bool is_json() const { return is_json_; }

  // The columns of the header in force, or of the last JSON line; none in an empty log.
  const std::optional<LogColumns>& columns() const { return columns_; }

  // What becomes of a collector that takes the log's last entries, from first to last: as many as
  // make it whole, or those of the last 16 MiB.
  template <class Collector>
  Collector collect(const Collector& empty) const {
    for (std::size_t length = chunk;; length *= 4) {
      Collector collector = empty;
      const bool are_all = each_entry(length, [&](const Entry& entry) { collector.take(entry); });
      if (are_all || collector.is_whole()) return collector;
    }
  }

 private:
  static constexpr std::size_t chunk = std::size_t{256} * 1024;

  struct Header {
    std::size_t position;
    std::string line;
  };

  bool each_entry(std::size_t length, const std::function<void(const Entry&)>& take) const;
  void find_end();
  void find_columns();
  std::optional<Header> header_before(std::size_t position) const;
  Header line_around(std::size_t position) const;

  const LogFile& file_;
  std::size_t end_ = 0;
  std::string torn_line_;
  bool is_json_ = false;
  std::optional<LogColumns> columns_;
  std::optional<Header> header_;  // the last one, where lines of CSV follow it
};

// The entries, from first to last, of the latest file that a rotation left beside this log, plain
// or gzip; none where there is no such file. Throws Error{config} where it cannot be read.
void each_rotated_entry(const std::string& log_path, const std::function<void(const Entry&)>& take);

}  // namespace coffer::app
