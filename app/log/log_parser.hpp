#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/log/csv_line.hpp"
#include "app/report.hpp"

namespace coffer::app {

// What one line of a log tells. Empty views where it names no profile or no asset.
struct LogRecord {
  struct Value {
    std::string_view column;
    Decimal amount;
  };

  Time time;
  std::string_view profile;
  std::string_view asset;
  std::vector<Value> values;
};

// Reads the lines of logs: JSON objects, and CSV below a header line, each told by how it begins.
// A header may stand anywhere and counts from there on, so that logs may be joined.
class LogParser {
 public:
  // `column` (in any case) is the one whose amounts are wanted. Without it, that is totalBalance
  // where a log has assets, and else every amount there is.
  explicit LogParser(std::optional<std::string> column) : column_(std::move(column)) {}

  // Forgets the header: the next line is another file's.
  void start_file();

  // Reads a line without its end. Null for one that tells nothing: a header, an empty line. The
  // record is valid until the next call and as long as `line`.
  //
  // Throws Error{usage} with the reason where a line is damaged. Of CSV lines without a header
  // above them, only the first of a file is.
  const LogRecord* parse(std::string_view line);

  // Throws Error{usage} where lines were read but none had the wanted column, naming the columns
  // that there were.
  void require_column() const;

 private:
  // Which cells of a CSV line are what.
  struct Layout {
    std::vector<std::string> columns;
    std::optional<std::size_t> profile;
    std::optional<std::size_t> asset;
    std::vector<std::size_t> values;
  };

  bool is_wanted(std::string_view column, bool has_asset);
  void read_header();
  void read_cells();
  void read_object();
  void read_time(std::string_view text);
  void read_value(std::string_view column, std::string_view text);

  std::optional<std::string> column_;
  bool column_found_ = false;
  std::vector<std::string> passed_over_;  // columns that were not wanted, a few of them

  CsvLine csv_;
  std::optional<Layout> layout_;
  bool header_missed_ = false;
  std::string json_;
  LogRecord record_;
};

}  // namespace coffer::app
