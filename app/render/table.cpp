#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/render/formats.hpp"
#include "app/terminal/text.hpp"

namespace coffer::app {
namespace {

constexpr std::string_view gap = "  ";
constexpr std::size_t narrowest_text = 16;
constexpr std::string_view bold = "\x1b[1m";
constexpr std::string_view dim = "\x1b[2m";
constexpr std::string_view reverse = "\x1b[7m";
constexpr std::string_view plain = "\x1b[0m";

// How many terminal columns text takes before the decimal point, and from it on. Where everything
// has the same extent, points stand below each other.
struct Extent {
  std::size_t before = 0;
  std::size_t after = 0;

  std::size_t width() const { return before + after; }
  void cover(const Extent& other) {
    before = std::max(before, other.before);
    after = std::max(after, other.after);
  }
};

class TableWriter {
 public:
  TableWriter(const Report& report, const RenderStyle& style) : report_(report), style_(style) {}

  std::string list();
  std::string record();

 private:
  bool is_number(std::size_t column) const {
    const CellType type = report_.columns[column].type;
    return type == CellType::amount || type == CellType::integer;
  }

  // Whether words stand in the cell instead of a value.
  bool is_word(const Row& row, std::size_t column) const {
    const auto& not_applicable = report_.columns[column].not_applicable;
    return not_applicable && !not_applicable(row).empty();
  }

  bool has_line(const Row& row, std::size_t column) const;

  // The cell as it is shown. Valid until the next call.
  std::string_view text(const Row& row, std::size_t column);
  Extent extent(std::string_view text, std::size_t column) const;

  // Whether a table with such columns is no wider than the style allows.
  bool fits(const std::vector<Extent>& extents) const;

  // Narrows the columns of text until it is. False where they would be too narrow to read.
  bool narrow(std::vector<Extent>& extents) const;

  // A row, with texts in several lines where they are wider than their column.
  void put_wrapped(const Row& row, const std::vector<Extent>& extents);

  // Both fill up with spaces to `whole`: cells that are numbers on both sides of the point, their
  // headings on the left, everything else on the right.
  void put_heading(std::size_t column, const Extent& whole);
  void put_cell(const Row& row, std::size_t column, const Extent& whole);

  // The value of a record, whose numbers have this extent. What is wider than the style allows goes
  // on in lines that begin at `indent`.
  void put_value(const Row& row, std::size_t column, const Extent& numbers, std::size_t indent);

  void put_emphasized(std::string_view emphasis, std::string_view text);
  void end_line();

  const Report& report_;
  const RenderStyle& style_;
  std::string buffer_;
  std::string out_;
};

std::string_view TableWriter::text(const Row& row, std::size_t column) {
  const auto& not_applicable = report_.columns[column].not_applicable;
  if (not_applicable) {
    const std::string_view words = not_applicable(row);
    if (!words.empty()) return words;
  }
  const std::string_view text = to_text(row.cells[column], buffer_);
  if (is_number(column)) return text;
  return buffer_ = printable(text);
}

Extent TableWriter::extent(std::string_view text, std::size_t column) const {
  if (!is_number(column)) return {display_width(text), 0};
  const std::size_t before = std::min(text.find('.'), text.size());
  return {before, text.size() - before};
}

void TableWriter::put_emphasized(std::string_view emphasis, std::string_view text) {
  if (style_.color && !text.empty()) {
    out_.append(emphasis).append(text).append(plain);
  } else {
    out_ += text;
  }
}

void TableWriter::put_heading(std::size_t column, const Extent& whole) {
  const std::string& heading = report_.columns[column].heading;
  const std::size_t padding = whole.width() - heading.size();
  if (is_number(column)) out_.append(padding, ' ');
  put_emphasized(bold, heading);
  if (!is_number(column)) out_.append(padding, ' ');
}

void TableWriter::put_cell(const Row& row, std::size_t column, const Extent& whole) {
  const auto* number = std::get_if<Decimal>(&row.cells[column]);
  const std::string_view shown = text(row, column);
  const Extent own = extent(shown, column);
  if (is_number(column)) out_.append(whole.before - std::min(own.before, whole.before), ' ');
  if (style_.is_marked && style_.is_marked(row, column)) {
    out_.append(reverse).append(shown).append(plain);
  } else if (number != nullptr && number->sign() == 0) {
    put_emphasized(dim, shown);
  } else {
    out_ += shown;
  }
  const std::size_t rest =
      is_number(column) ? whole.after - own.after : whole.width() - own.width();
  out_.append(rest, ' ');
}

void TableWriter::end_line() {
  out_.resize(out_.find_last_not_of(' ') + 1);
  out_ += '\n';
}

bool TableWriter::fits(const std::vector<Extent>& extents) const {
  if (style_.width == 0) return true;
  std::size_t used = gap.size() * (extents.size() - 1);
  for (const Extent& extent : extents) used += extent.width();
  return used <= style_.width;
}

bool TableWriter::narrow(std::vector<Extent>& extents) const {
  std::size_t fixed = gap.size() * (extents.size() - 1);
  std::vector<std::size_t> texts;  // widths
  for (std::size_t i = 0; i < extents.size(); ++i) {
    if (is_number(report_.shown[i])) {
      fixed += extents[i].width();
    } else {
      texts.push_back(extents[i].width());
    }
  }

  // The widest give way first, all of them to the same width.
  std::ranges::sort(texts);
  std::size_t width = 0;
  std::size_t left = texts.size();
  std::size_t room = style_.width - std::min(fixed, style_.width);
  for (const std::size_t text : texts) {
    width = room / left;
    if (text > width) break;
    room -= text;
    --left;
  }
  if (left == 0 || width < narrowest_text) return false;
  for (std::size_t i = 0; i < extents.size(); ++i) {
    if (!is_number(report_.shown[i])) extents[i].before = std::min(extents[i].before, width);
  }
  return true;
}

void TableWriter::put_wrapped(const Row& row, const std::vector<Extent>& extents) {
  std::vector<std::vector<std::string>> wraps(extents.size());  // empty: not wrapped
  std::size_t height = 1;
  for (std::size_t i = 0; i < extents.size(); ++i) {
    const std::size_t column = report_.shown[i];
    const std::string_view shown = text(row, column);
    if (extent(shown, column).width() <= extents[i].width()) continue;
    wraps[i] = wrapped(shown, extents[i].width());
    height = std::max(height, wraps[i].size());
  }
  for (std::size_t line = 0; line < height; ++line) {
    for (std::size_t i = 0; i < extents.size(); ++i) {
      if (wraps[i].empty() && line == 0) {
        put_cell(row, report_.shown[i], extents[i]);
      } else {
        const std::string part = line < wraps[i].size() ? wraps[i][line] : "";
        out_.append(part).append(extents[i].width() - display_width(part), ' ');
      }
      out_ += gap;
    }
    end_line();
  }
}

std::string TableWriter::list() {
  std::vector<Extent> extents;
  for (const std::size_t column : report_.shown) {
    Extent whole;
    for (const Row& row : report_.rows) whole.cover(extent(text(row, column), column));
    const std::size_t heading = style_.headers ? report_.columns[column].heading.size() : 0;
    if (heading > whole.width()) whole.before = heading - whole.after;
    extents.push_back(whole);
  }
  const bool is_whole = fits(extents);
  if (!is_whole && !narrow(extents)) return record();

  const auto put_line = [&](const auto& put) {
    for (std::size_t i = 0; i < report_.shown.size(); ++i) {
      put(report_.shown[i], extents[i]);
      out_ += gap;
    }
    end_line();
  };
  if (style_.headers)
    put_line([&](std::size_t column, const Extent& whole) { put_heading(column, whole); });
  for (const Row& row : report_.rows) {
    if (is_whole) {
      put_line([&](std::size_t column, const Extent& whole) { put_cell(row, column, whole); });
    } else {
      put_wrapped(row, extents);
    }
  }
  return std::move(out_);
}

void TableWriter::put_value(const Row& row, std::size_t column, const Extent& numbers,
                            std::size_t indent) {
  const std::string_view shown = text(row, column);
  const Extent own = extent(shown, column);
  if (is_number(column) || indent + own.width() <= style_.width ||
      style_.width < indent + narrowest_text) {
    put_cell(row, column, is_number(column) ? numbers : own);
    return;
  }
  bool is_first = true;
  for (const std::string& line : wrapped(shown, style_.width - indent)) {
    if (!is_first) out_.append(1, '\n').append(indent, ' ');
    out_ += line;
    is_first = false;
  }
}

// A record has no line for a list without elements.
bool TableWriter::has_line(const Row& row, std::size_t column) const {
  const auto* const list = std::get_if<std::vector<std::string>>(&row.cells[column]);
  return list == nullptr || !list->empty() || is_word(row, column);
}

std::string TableWriter::record() {
  std::size_t label_width = 0;
  Extent numbers;
  for (const std::size_t column : report_.shown) {
    label_width = std::max(label_width, report_.columns[column].heading.size());
    if (!is_number(column)) continue;
    for (const Row& row : report_.rows) {
      const bool is_amount = report_.columns[column].type == CellType::amount;
      if (is_amount || !is_word(row, column)) numbers.cover(extent(text(row, column), column));
    }
  }
  for (const Row& row : report_.rows) {
    if (!out_.empty()) out_ += '\n';
    const bool is_headed = report_.layout == Layout::record && report_.several_profiles;
    if (is_headed && style_.headers) {
      put_emphasized(bold, printable(report_.sources[row.source].profile));
      end_line();
    }
    for (const std::size_t column : report_.shown) {
      if (!has_line(row, column)) continue;
      if (style_.headers) {
        const std::string& label = report_.columns[column].heading;
        put_emphasized(bold, label);
        out_.append(label_width - label.size(), ' ').append(gap);
      }
      put_value(row, column, numbers, style_.headers ? label_width + gap.size() : 0);
      if (const auto& suffix = report_.columns[column].suffix) out_.append(1, ' ') += suffix(row);
      end_line();
    }
  }
  return std::move(out_);
}

std::string render(const Report& report, const RenderStyle& style) {
  TableWriter writer(report, style);
  return report.layout == Layout::list ? writer.list() : writer.record();
}

}  // namespace

const Format formats::table{.name = "table", .render = render, .is_table = true};

}  // namespace coffer::app
