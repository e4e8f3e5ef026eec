#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/log/entry.hpp"

namespace coffer {
class JsonReader;
}

namespace coffer::app {

// Splits a line of RFC 4180 CSV without its end into cells: views into the line or `unquoted`. A
// cell does not go on in the next line: formats::csv writes none that does, and so a quote that is
// missing spoils one line, not the rest of the file. A cell loses the apostrophe that stops a
// spreadsheet from calculating: every text cell that begins with one was given it.
//
// Throws Error{config} where quotes do not pair.
void split_csv(std::string_view line, std::vector<std::string_view>& cells, std::string& unquoted);

// Reads the lines of one log: JSON objects, and CSV below a header line, each told by how it
// begins. A header may stand anywhere and counts from there on, so that logs may be joined. A byte
// order mark, CR before the line's end and quotes are what spreadsheets leave.
class LogParser {
 public:
  // Reads a line without its end. Null for one that is no entry: a header, an empty line. The entry
  // is valid until the next call and as long as `line`; its columns as long as the parser. The
  // amounts in it are not looked at.
  //
  // Throws Error{config} with the reason where a line is damaged. Of CSV lines without a header
  // above them, only the first is.
  const Entry* parse(std::string_view line);

  // The same, but null for a damaged line, too.
  const Entry* parse_if_sound(std::string_view line);

  // The columns of the header in force. Null where there is none.
  const LogColumns* header() const { return header_; }

 private:
  void read_object(std::string_view line);
  std::string_view read_value(JsonReader& json);
  void identify();
  void read_time(std::string_view text, std::string_view name);
  const LogColumns* known(const std::vector<std::string_view>& names);

  std::deque<LogColumns> columns_;  // all that were met, so that entries can point at them
  const LogColumns* header_ = nullptr;
  bool header_missed_ = false;
  std::string unquoted_;
  std::string json_;
  std::vector<std::string_view> names_;
  std::deque<std::string> lists_;  // texts of arrays
  Entry entry_{};
  std::string time_text_;  // that entry_.time was read from
  std::string report_;     // of a ledger, with its account
};

// Whether a line is a CSV header, though it may be none of coffer's.
bool is_header_line(std::string_view line);

// Whether a line without its end may be the first one of a log.
bool may_begin_log(std::string_view line);

}  // namespace coffer::app
