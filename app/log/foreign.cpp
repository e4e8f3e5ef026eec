#include "app/log/foreign.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/log/line_reader.hpp"
#include "app/output/time.hpp"
#include "app/system/shell.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

struct Magic {
  std::string_view bytes;
  std::string_view what;
  std::string_view hint;  // with {} for the path
};

constexpr std::array<Magic, 7> magics{{
    {"\xFF\xFE", "UTF-16 text", "iconv -f UTF-16 -t UTF-8 {} | coffer history -"},
    {"\xFE\xFF", "UTF-16 text", "iconv -f UTF-16 -t UTF-8 {} | coffer history -"},
    {"\xFD"
     "7zXZ",
     "xz data", "xzcat {} | coffer history -"},
    {"\x28\xB5\x2F\xFD", "zstd data", "zstdcat {} | coffer history -"},
    {"BZh", "bzip2 data", "bzcat {} | coffer history -"},
    {"PK\x03\x04", "a zip archive or a spreadsheet",
     "save the sheet as CSV, with commas and UTF-8"},
    {"SQLite format 3", "a database of SQLite", ""},
}};

constexpr std::string_view logging = "log with --append FILE, which writes what history reads";

}  // namespace

ForeignFormat foreign_format(std::string_view first_line, std::string_view path) {
  for (const auto& [bytes, what, hint] : magics) {
    if (first_line.starts_with(bytes))
      return {std::string(what),
              fmt::format(fmt::runtime(hint), shell_word(path == standard_input ? "FILE" : path))};
  }
  if (first_line.starts_with(byte_order_mark)) first_line.remove_prefix(byte_order_mark.size());
  if (first_line.find('\0') != std::string_view::npos) return {"binary data", ""};

  const bool is_header = first_line.find("timestamp") != std::string_view::npos;
  const std::size_t separator = first_line.find_first_of(",;\t");
  const bool has_cells = separator != std::string_view::npos;
  std::string_view first_cell = first_line.substr(0, separator);
  first_cell = first_cell.substr(std::min(first_cell.find_first_not_of('"'), first_cell.size()));
  first_cell = first_cell.substr(0, first_cell.find('"'));
  const bool is_data = parse_time(first_cell).has_value();
  if (has_cells && (is_header || is_data) && first_line[separator] == ';')
    return {"semicolons between its cells", "save it with commas, and amounts with points"};
  if (has_cells && (is_header || is_data) && first_line[separator] == '\t')
    return {"tabs between its cells", "save it with commas"};
  if (has_cells && is_data)
    return {"CSV without a header line", "add the log's header line at the top"};
  if (has_cells && (first_cell == "asset" || first_cell == "accountMaxLeverage"))
    return {"CSV without a column timestamp", std::string(logging)};
  if (first_line.starts_with('['))
    return {"a JSON array", fmt::format("{}; `--jsonl --timestamp` is for a `>>`", logging)};
  if (first_line.starts_with('{')) return {"JSON that is not a log entry", std::string(logging)};
  return {"neither CSV with a header of coffer nor JSON lines", ""};
}

}  // namespace coffer::app
