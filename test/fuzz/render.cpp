// A report, its parts separated by NUL, which no text from outside can hold: first how to render it
// and the columns' types, a letter each, then cell after cell. CSV, read back by a reader that
// knows RFC 4180 only, has what went in; tables show every cell; neither has what a terminal would
// obey.

#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

#include "app/render/formats.hpp"
#include "app/terminal/text.hpp"
#include "test/fuzz/fuzz.hpp"

namespace coffer::fuzz {
namespace {

namespace formats = app::formats;
using app::Cell;
using app::CellType;
using app::Report;
using app::Row;

constexpr std::size_t max_columns = 6;

bool asks(std::string_view options, char letter) {
  return options.find(letter) != std::string_view::npos;
}

std::int64_t number(std::string_view text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

Cell cell(CellType type, std::string_view text) {
  switch (type) {
    case CellType::text:
      return std::string(text);
    case CellType::amount: {
      const auto amount = Decimal::parse(text);
      return amount ? Cell(*amount) : Cell();
    }
    case CellType::integer:
      return number(text);
    case CellType::flag:
      return !text.empty();
    case CellType::time:
      return Time(std::chrono::milliseconds(number(text) % 62'000'000'000'000));
    case CellType::list: {
      std::vector<std::string> list;
      while (!text.empty()) list.emplace_back(take_until(',', text));
      return list;
    }
  }
  return {};
}

Report report(std::string_view options, std::string_view cells) {
  constexpr std::string_view types = "taifTl";
  Report result;
  result.layout = asks(options, 'R') ? app::Layout::record : app::Layout::list;
  result.several_profiles = asks(options, 'S');
  result.sources = {{"p", {}}};
  for (const char letter : options) {
    const std::size_t type = types.find(letter);
    if (type == std::string_view::npos || result.columns.size() == max_columns) continue;
    const std::string key(1, static_cast<char>('a' + result.columns.size()));
    result.shown.push_back(result.columns.size());
    result.columns.push_back({key, "COLUMN " + key, static_cast<CellType>(type)});
  }
  while (!cells.empty() && !result.columns.empty()) {
    Row row;
    for (const app::Column& column : result.columns)
      row.cells.push_back(cell(column.type, take_until('\0', cells)));
    result.rows.push_back(std::move(row));
  }
  return result;
}

bool is_text(CellType type) { return type == CellType::text || type == CellType::list; }

// What must never reach a terminal as it is: controls, and characters that hide or reorder others.
bool is_hidden(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || c == 0x61C || c == 0x180E ||
         (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xE0000 && c <= 0xE007F);
}

// Well-formed UTF-8, as its byte patterns define it, with no hidden character but line feeds.
void require_visible(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const std::size_t length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
    require((byte < 0x80 || byte >= 0xC0) && at + length <= text.size(), "what comes out is UTF-8");
    char32_t c = length == 1 ? byte : byte & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
      const auto next = static_cast<unsigned char>(text[at + i]);
      require(next >> 6 == 2, "what comes out is UTF-8");
      c = c << 6 | (next & 0x3F);
    }
    require(c == '\n' || !is_hidden(c), "no control or invisible character comes out");
    at += length;
  }
}

// RFC 4180.
std::vector<std::vector<std::string>> read_csv(std::string_view text) {
  std::vector<std::vector<std::string>> lines;
  while (!text.empty()) {
    std::vector<std::string>& line = lines.emplace_back();
    for (char end = ','; end == ',';) {
      std::string& cell = line.emplace_back();
      const bool quoted = text.starts_with('"');
      if (quoted) text.remove_prefix(1);
      for (;;) {
        require(!text.empty(), "a line has an end");
        const char c = text.front();
        text.remove_prefix(1);
        if (quoted && c == '"' && !text.starts_with('"')) {
          require(!text.empty(), "a line has an end");
          end = text.front();
          text.remove_prefix(1);
          break;
        }
        if (quoted && c == '"') text.remove_prefix(1);
        if (!quoted && (c == ',' || c == '\n')) {
          end = c;
          break;
        }
        require(quoted || c != '"', "a quote stands in quotes");
        cell += c;
      }
      require(end == ',' || end == '\n', "a comma or the line's end follows a cell");
    }
  }
  return lines;
}

void check_csv(const Report& report) {
  const std::string csv = formats::csv.render(report, {});
  require_visible(csv);
  const auto lines = read_csv(csv);
  require(lines.size() == report.rows.size() + 1, "CSV has a header, and a line a row");
  require(std::ranges::equal(lines[0], report.columns, {}, {}, &app::Column::key),
          "the header has the keys");
  for (std::size_t i = 0; i < report.rows.size(); ++i) {
    require(lines[i + 1].size() == report.columns.size(), "each row has all cells");
    for (const std::size_t column : report.shown) {
      const std::string text = app::to_text(report.rows[i].cells[column]);
      if (!is_text(report.columns[column].type)) {
        require(lines[i + 1][column] == text, "what is no text comes back as it went in");
        continue;
      }
      const bool formula = !text.empty() && asks("=+-@'\t\r", text[0]);
      require(lines[i + 1][column] == (formula ? "'" : "") + app::printable(text),
              "text comes back as it went in, but for escapes");
    }
  }
}

std::string without_colors(std::string text) {
  for (const std::string_view sequence : {"\x1b[1m", "\x1b[2m", "\x1b[0m"}) {
    for (std::size_t at = text.find(sequence); at != std::string::npos;
         at = text.find(sequence, at))
      text.erase(at, sequence.size());
  }
  return text;
}

// The columns that the first of a row's cells takes before its decimal point.
std::size_t point_of(std::string_view line) {
  const std::size_t begin = std::min(line.find_first_not_of(' '), line.size());
  const std::string_view number = line.substr(begin, line.find(' ', begin) - begin);
  return begin + std::min(number.find('.'), number.size());
}

void check_list(const Report& report, std::string_view table) {
  require(std::ranges::count(table, '\n') == std::ssize(report.rows), "a table has a line a row");
  std::optional<std::size_t> point;
  for (const Row& row : report.rows) {
    std::string_view line = take_until('\n', table);
    const bool has_amount = std::holds_alternative<Decimal>(row.cells.front());
    if (has_amount && point) require(point_of(line) == *point, "amounts are aligned");
    if (has_amount) point = point_of(line);
    for (std::size_t column = 0; column < row.cells.size(); ++column) {
      std::string text = app::to_text(row.cells[column]);
      if (is_text(report.columns[column].type)) text = app::printable(text);
      text.erase(text.find_last_not_of(' ') + 1);
      const std::size_t at = line.find(text);
      require(at != std::string_view::npos, "a table shows every cell, in order");
      line.remove_prefix(at + text.size());
    }
  }
}

void check_table(const Report& report, bool headers, bool color) {
  const std::string table = formats::table.render(report, {.headers = headers});
  if (color) {
    require(
        without_colors(formats::table.render(report, {.headers = headers, .color = true})) == table,
        "color changes nothing else");
    return;
  }
  require_visible(table);
  require(table.empty() || table.back() == '\n', "the last line has its end");
  require(table.find(" \n") == std::string::npos, "no line ends with spaces");
  if (!headers && report.layout == app::Layout::list) check_list(report, table);
}

}  // namespace
}  // namespace coffer::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace coffer::fuzz;
  std::string_view rest = text_of(data, size);
  const std::string_view options = take_until('\0', rest);
  const Report shown = report(options, rest);
  if (shown.columns.empty()) return -1;
  if (asks(options, 'C')) {
    check_csv(shown);
  } else {
    check_table(shown, !asks(options, 'N'), asks(options, 'B'));
  }
  return 0;
}
