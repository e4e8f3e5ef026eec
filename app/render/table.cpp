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

  std::string list() {
    std::vector<Extent> extents;
    for (const std::size_t column : report_.shown) {
      Extent whole;
      for (const Row& row : report_.rows) whole.cover(extent(row, column));
      const std::size_t heading = style_.headers ? report_.columns[column].heading.size() : 0;
      if (heading > whole.width()) whole.before = heading - whole.after;
      extents.push_back(whole);
    }
    if (style_.width > 0 && !narrow(extents, narrowest_text)) {
      gap_ = " ";
      if (!narrow(extents, style_.width)) return record();
    }
    if (style_.headers) put_headings(extents);
    for (const Row& row : report_.rows) put_row(row, extents);
    return std::move(out_);
  }

  std::string record() {
    std::size_t label_width = 0;
    Extent numbers;
    const auto has_line = [this](const Row& row, std::size_t column) {
      return !std::holds_alternative<std::vector<std::string>>(row.cells[column]) ||
             !text(row, column).empty();  // a list without elements has none
    };
    for (const std::size_t column : report_.shown) {
      if (std::ranges::none_of(report_.rows, [&](const Row& row) { return has_line(row, column); }))
        continue;
      label_width = std::max(label_width, report_.columns[column].heading.size());
      if (!is_number(column)) continue;
      for (const Row& row : report_.rows) {
        const bool is_amount = report_.columns[column].type == CellType::amount;
        if (is_amount || words(row, column).empty()) numbers.cover(extent(row, column));
      }
    }
    const std::size_t indent = style_.headers ? label_width + gap.size() : 0;
    for (const Row& row : report_.rows) {
      if (!out_.empty()) out_ += '\n';
      if (style_.headers && report_.layout == Layout::record && report_.several_profiles) {
        put_emphasized(bold, printable(report_.sources[row.source].profile));
        end_line();
      }
      for (const std::size_t column : report_.shown) {
        if (!has_line(row, column)) continue;
        if (style_.headers) {
          const std::string& label = report_.columns[column].heading;
          put_emphasized(bold, label);
          out_.append(indent - label.size(), ' ');
        }
        put_value(row, column, is_number(column) ? numbers : extent(row, column), indent);
        end_line();
      }
    }
    return std::move(out_);
  }

 private:
  bool is_number(std::size_t column) const {
    const CellType type = report_.columns[column].type;
    return type == CellType::amount || type == CellType::integer;
  }

  // What stands in the cell instead of a value; empty: the value does.
  std::string_view words(const Row& row, std::size_t column) const {
    const auto& not_applicable = report_.columns[column].not_applicable;
    return not_applicable ? not_applicable(row) : "";
  }

  // The cell as it is shown.
  std::string text(const Row& row, std::size_t column) const {
    if (const auto instead = words(row, column); !instead.empty()) return std::string(instead);
    std::string text = to_text(row.cells[column]);
    return is_number(column) ? text : printable(text);
  }

  Extent extent(const Row& row, std::size_t column) const {
    const std::string shown = text(row, column);
    if (!is_number(column)) return {display_width(shown), 0};
    const std::size_t before = std::min(shown.find('.'), shown.size());
    return {before, shown.size() - before};
  }

  // Narrows the columns of text, the widest first, until a table with such columns is no wider than
  // the style allows. False where one of more than `least` would have to be narrower than that.
  bool narrow(std::vector<Extent>& extents, std::size_t least) const {
    std::size_t most = style_.width;  // that a text may take
    const auto width = [&](std::size_t i) {
      const std::size_t whole = extents[i].width();
      return is_number(report_.shown[i]) ? whole : std::min(whole, most);
    };
    const auto fits = [&] {
      std::size_t used = gap_.size() * (extents.size() - 1);
      for (std::size_t i = 0; i < extents.size(); ++i) used += width(i);
      return used <= style_.width;
    };
    while (!fits()) {
      if (most-- <= least) return false;
    }
    for (std::size_t i = 0; i < extents.size(); ++i)
      extents[i].before = width(i) - extents[i].after;
    return true;
  }

  void put_headings(const std::vector<Extent>& extents) {
    for (std::size_t i = 0; i < extents.size(); ++i) {
      const std::string& heading = report_.columns[report_.shown[i]].heading;
      const std::size_t padding = extents[i].width() - heading.size();
      const bool on_the_right = is_number(report_.shown[i]);
      if (on_the_right) out_.append(padding, ' ');
      put_emphasized(bold, heading);
      if (!on_the_right) out_.append(padding, ' ');
      out_ += gap_;
    }
    end_line();
  }

  // A row, with texts in several lines where they are wider than their column.
  void put_row(const Row& row, const std::vector<Extent>& extents) {
    std::vector<std::vector<std::string>> wraps(extents.size());  // empty: not wrapped
    std::size_t height = 1;
    for (std::size_t i = 0; i < extents.size(); ++i) {
      const std::size_t column = report_.shown[i];
      if (extent(row, column).width() <= extents[i].width()) continue;
      wraps[i] = wrapped(text(row, column), extents[i].width());
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
        out_ += gap_;
      }
      end_line();
    }
  }

  // Fills up with spaces to `whole`: numbers on both sides of the point, everything else on the
  // right.
  void put_cell(const Row& row, std::size_t column, const Extent& whole) {
    const auto* number = std::get_if<Decimal>(&row.cells[column]);
    const Extent own = extent(row, column);
    const std::string shown = text(row, column);
    if (is_number(column)) out_.append(whole.before - std::min(own.before, whole.before), ' ');
    if (style_.is_marked && style_.is_marked(row, column)) {
      out_.append(reverse).append(shown).append(plain);
    } else if (const auto color = report_.columns[column].color; color != nullptr) {
      put_emphasized(color(row), shown);
    } else if (number != nullptr && number->sign() == 0) {
      put_emphasized(dim, shown);
    } else {
      out_ += shown;
    }
    const std::size_t rest =
        is_number(column) ? whole.after - own.after : whole.width() - own.width();
    out_.append(rest, ' ');
  }

  // The value of a record, filled up to `whole`, with what follows it. What is wider than the style
  // allows goes on in lines that begin at `indent`.
  void put_value(const Row& row, std::size_t column, const Extent& whole, std::size_t indent) {
    const auto& suffix = report_.columns[column].suffix;
    const std::string end = suffix ? " " + suffix(row) : "";
    const std::size_t after = end.empty() ? extent(row, column).after : whole.after + end.size();
    if (indent + whole.before + after <= style_.width || style_.width < indent + narrowest_text) {
      put_cell(row, column, whole);
      out_ += end;
      return;
    }
    const std::string value = text(row, column) + end;
    std::string_view between;
    const std::string next_line = "\n" + std::string(indent, ' ');
    for (const std::string& line : wrapped(value, style_.width - indent)) {
      out_.append(between).append(line);
      between = next_line;
    }
  }

  void put_emphasized(std::string_view emphasis, std::string_view text) {
    if (style_.color && !text.empty()) {
      out_.append(emphasis).append(text).append(plain);
    } else {
      out_ += text;
    }
  }

  void end_line() {
    out_.resize(out_.find_last_not_of(' ') + 1);
    out_ += '\n';
  }

  const Report& report_;
  const RenderStyle& style_;
  std::string_view gap_ = gap;  // between the columns of a list
  std::string out_;
};

std::string render(const Report& report, const RenderStyle& style) {
  TableWriter writer(report, style);
  return report.layout == Layout::list ? writer.list() : writer.record();
}

}  // namespace

const Format formats::table{.name = "table", .render = render, .is_table = true};

}  // namespace coffer::app
