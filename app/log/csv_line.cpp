#include "app/log/csv_line.hpp"

#include <algorithm>

#include "coffer/error.hpp"

namespace coffer::app {

void CsvLine::split(std::string_view line) {
  cells_.clear();
  unquoted_.clear();
  unquoted_.reserve(line.size());  // so that views into it stay valid
  for (;;) {
    if (line.starts_with('"')) {
      cells_.push_back(take_quoted(line));
    } else {
      const std::size_t length = std::min(line.find(','), line.size());
      cells_.push_back(line.substr(0, length));
      line.remove_prefix(length);
    }
    if (line.empty()) return;
    if (line.front() != ',') throw Error(ErrorKind::config, "text after a quoted cell");
    line.remove_prefix(1);
  }
}

// Takes the cell that `rest` begins with off it, with its quotes.
std::string_view CsvLine::take_quoted(std::string_view& rest) {
  const std::size_t begin = unquoted_.size();
  for (;;) {
    const std::size_t end = rest.find('"', 1);
    if (end == std::string_view::npos) throw Error(ErrorKind::config, "a quote is not closed");
    unquoted_.append(rest, 1, end - 1);
    rest.remove_prefix(end + 1);
    if (!rest.starts_with('"')) break;
    unquoted_ += '"';
  }
  return std::string_view(unquoted_).substr(begin);
}

std::string_view text_of_cell(std::string_view cell) {
  if (cell.starts_with('\'')) cell.remove_prefix(1);
  return cell;
}

}  // namespace coffer::app
