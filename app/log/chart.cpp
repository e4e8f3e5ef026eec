#include "app/log/chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <functional>
#include <vector>

#include "app/terminal/text.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

constexpr std::size_t least_width = 26;  // a time, and a frame
constexpr unsigned height = 10;

// Draws stairs, dot by dot: level until the next reading, then up or down to it. The time from
// `first` to `last`, both included, is divided into columns, and into fewer where it has fewer
// milliseconds; the way from the least to the greatest amount into rows, of which 0 is the lowest.
// Exact: nothing is rounded before it is known in which row an amount is.
void draw(const Series& series, Time first, Time last, std::size_t columns, unsigned rows,
          const std::function<void(std::size_t column, std::size_t row)>& dot) {
  const std::int64_t length = (last - first).count() + 1;
  const std::int64_t places = std::min(static_cast<std::int64_t>(columns), length);
  const auto column_of = [&](Time time) {
    return static_cast<std::size_t>((time - first).count() * places / length);
  };
  const Summary whole = series.summary();
  const Decimal range = whole.greatest.amount - whole.least.amount;
  std::vector<Decimal> bounds;  // where each row but the lowest begins: (bound - least) * rows
  for (unsigned bound = 1; bound < rows && range.sign() != 0; ++bound)
    bounds.push_back(range * bound);
  const auto row_of = [&](const Decimal& amount) {
    const auto above = std::ranges::upper_bound(bounds, (amount - whole.least.amount) * rows);
    return static_cast<std::size_t>(above - bounds.begin());
  };

  std::size_t column = 0;
  std::size_t row = 0;
  const auto draw_until = [&](Time time) {
    for (const std::size_t end = column_of(time); column < end;) dot(++column, row);
  };
  const Summary* before = nullptr;
  for (const auto& [number, slice] : series.slices()) {
    if (before == nullptr || series.has_gap(before->last.time, slice.first.time)) {
      column = column_of(slice.first.time);
      row = row_of(slice.first.amount);
      dot(column, row);
    }
    before = &slice;
    // The extremes, in the order in which they were read.
    std::array<const Sample*, 4> corners{&slice.first, &slice.least, &slice.greatest, &slice.last};
    std::ranges::stable_sort(corners, {}, &Sample::time);
    for (const Sample* corner : corners) {
      draw_until(corner->time);
      for (const std::size_t end = row_of(corner->amount); row != end;)
        dot(column, row < end ? ++row : --row);
    }
  }
  if (!series.has_ended(last)) draw_until(last);
}

// How dots are packed into a character.
struct Glyphs {
  unsigned columns;
  unsigned rows;
  std::string_view upper_left, upper_right, lower_left, lower_right, horizontal, vertical;
};
constexpr Glyphs braille{2, 4, "┌", "┐", "└", "┘", "─", "│"};
constexpr Glyphs ascii{1, 2, "+", "+", "+", "+", "-", "|"};

std::string character(const Glyphs& glyphs, unsigned dots) {
  if (dots == 0) return " ";
  if (&glyphs == &ascii) return std::string(1, " '.:"[dots]);
  // The dots of a braille character, from U+2800 on, are numbered 1 2 3 7 down its left side and
  // 4 5 6 8 down its right one.
  constexpr std::array<unsigned, 8> bits{0x01, 0x02, 0x04, 0x40, 0x08, 0x10, 0x20, 0x80};
  unsigned pattern = 0;
  for (unsigned dot = 0; dot < bits.size(); ++dot) {
    if ((dots >> dot & 1U) != 0) pattern |= bits.at(dot);
  }
  return {'\xE2', static_cast<char>(0xA0 | pattern >> 6),
          static_cast<char>(0x80 | (pattern & 0x3F))};
}

std::string edge(const Glyphs& glyphs, std::string_view left, std::string_view label,
                 std::string_view right, std::size_t width) {
  std::string line = fmt::format("{}{}{}", left, glyphs.horizontal, label);
  for (std::size_t used = label.size() + 1; used < width; ++used) line += glyphs.horizontal;
  return line.append(right).append(1, '\n');
}

}  // namespace

std::string sparkline(const Series& series, Time first, Time last, std::size_t width,
                      bool unicode) {
  constexpr unsigned levels = 8;
  constexpr std::array<std::string_view, levels> blocks{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  constexpr std::array<std::string_view, levels> characters{"_", ".", "-", ":", "=", "+", "*", "#"};
  const auto& marks = unicode ? blocks : characters;
  std::vector<std::string_view> cells;
  draw(series, first, last, width, levels, [&](std::size_t column, std::size_t row) {
    cells.resize(std::max(cells.size(), column + 1), " ");
    cells[column] = marks.at(row);
  });
  return join(cells, "");
}

std::size_t slices_for_plot(std::size_t width) {
  return 2 * std::bit_ceil(std::max(width, least_width) * braille.columns);
}

std::string draw_plot(const Series& series, std::string_view title, Time first, Time last,
                      const PlotStyle& style) {
  const Glyphs& glyphs = style.unicode ? braille : ascii;
  const std::size_t width = std::max(style.width, least_width) - 2;  // within the frame
  const unsigned rows = height * glyphs.rows;
  std::vector<unsigned> cells(width * height);
  draw(series, first, last, width * glyphs.columns, rows, [&](std::size_t column, std::size_t row) {
    const std::size_t from_top = rows - 1 - row;
    cells[from_top / glyphs.rows * width + column / glyphs.columns] |=
        1U << (column % glyphs.columns * glyphs.rows + from_top % glyphs.rows);
  });

  const Summary whole = series.summary();
  const std::string name = printable(title);
  std::string chart = style.color ? fmt::format("\x1b[1m{}\x1b[0m\n", name) : name + '\n';
  // An amount that the edge has no room for stands in lines of its own.
  const auto fits = [&](const Decimal& amount) { return amount.text().size() + 3 <= width; };
  const auto label = [&](const Decimal& amount) {
    return fits(amount) ? fmt::format(" {} ", amount.text()) : std::string();
  };
  const auto beside = [&](const Decimal& amount) {
    return fits(amount) ? std::string() : join(wrapped(amount.text(), width + 2), "\n") + '\n';
  };
  chart += beside(whole.greatest.amount);
  chart += edge(glyphs, glyphs.upper_left, label(whole.greatest.amount), glyphs.upper_right, width);
  for (std::size_t line = 0; line < height; ++line) {
    chart += glyphs.vertical;
    for (std::size_t column = 0; column < width; ++column)
      chart += character(glyphs, cells[line * width + column]);
    chart.append(glyphs.vertical) += '\n';
  }
  chart += edge(glyphs, glyphs.lower_left, label(whole.least.amount), glyphs.lower_right, width);
  chart += beside(whole.least.amount);
  const std::string begin = to_text(first);
  const std::string end = to_text(last);
  const bool fit = begin.size() + 1 + end.size() <= width + 2;
  return chart + begin + (fit ? "" : "\n") +
         fmt::format("{:>{}}\n", end, width + 2 - (fit ? begin.size() : 0));
}

}  // namespace coffer::app
