#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace coffer::app {

// The cells of one line of RFC 4180 CSV.
class CsvLine {
 public:
  // Splits a line without its end. A cell does not go on in the next line: formats::csv writes none
  // that does, and so a quote that is missing spoils one line, not the rest of the file.
  //
  // Throws Error{config} where quotes do not pair.
  void split(std::string_view line);

  // Views into the line or this object, valid until either changes.
  const std::vector<std::string_view>& cells() const { return cells_; }

 private:
  std::string_view take_quoted(std::string_view& rest);

  std::vector<std::string_view> cells_;
  std::string unquoted_;
};

// A text cell as it was before formats::csv wrote it: without the apostrophe that stops a
// spreadsheet from calculating. Every cell that begins with one was given it.
std::string_view text_of_cell(std::string_view cell);

}  // namespace coffer::app
