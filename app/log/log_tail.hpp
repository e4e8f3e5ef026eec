#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "app/log/entry.hpp"
#include "app/log/log_file.hpp"

namespace coffer::app {

// The end of a log, which tells what may be added to it.
class LogTail {
 public:
  // Throws Error{output} where the file holds lines but is no log.
  explicit LogTail(const LogFile& file);

  // Behind the last whole line, and what stands there: a line without its end.
  std::size_t end;
  std::string torn_line;

  // Whether the log's lines are JSON, by the last one. Not where it has none.
  bool is_json = false;

  // The columns of the header in force, or of the last JSON line; none in an empty log.
  std::optional<LogColumns> columns;

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
  std::string lines_before(std::size_t position, std::size_t length) const;
  std::optional<Header> header_before(std::size_t position) const;

  const LogFile& file_;
  std::optional<Header> header_;  // the last one, where it was looked for
};

}  // namespace coffer::app
