#include <string_view>

#include "app/render/formats.hpp"
#include "app/terminal/text.hpp"

namespace coffer::app {
namespace {

// Appends one text cell. Both tests look at the text as it came: a tab that is shown as an escape
// started the cell all the same.
void append_csv_text(std::string& out, std::string_view text) {
  const bool formula = text.find_first_of("=+-@'\t\r") == 0;
  const bool quoted = text.find_first_of(",\"\r\n") != std::string_view::npos;
  if (quoted) out += '"';
  if (formula) out += '\'';
  if (quoted) {
    for (const char c : printable(text)) out.append(c == '"' ? 2 : 1, c);
    out += '"';
  } else {
    out += printable(text);
  }
}

std::string render(const Report& report, const RenderStyle& style) {
  constexpr std::size_t usual_cell_size = 16;
  std::string out;
  out.reserve((report.rows.size() + 1) * report.shown.size() * usual_cell_size);

  // Every cell is followed by a comma, the last one's becomes the line's end.
  if (style.headers) {
    for (const std::size_t column : report.shown) out.append(report.columns[column].key) += ',';
    out.back() = '\n';
  }
  for (const Row& row : report.rows) {
    for (const std::size_t column : report.shown) {
      const CellType type = report.columns[column].type;
      const std::string text = to_text(row.cells[column]);
      if (type == CellType::text || type == CellType::list) {
        append_csv_text(out, text);
      } else {
        out += text;
      }
      out += ',';
    }
    out.back() = '\n';
  }
  return out;
}

}  // namespace

const Format formats::csv{.name = "csv", .render = render, .has_header = true, .is_log = true};

}  // namespace coffer::app
