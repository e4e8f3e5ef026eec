#include "app/log/plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <string_view>
#include <vector>

#include "app/log/axes.hpp"
#include "app/terminal/text.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

constexpr std::size_t least_width = 26;  // a time, and a frame
constexpr std::size_t height = 10;

// How dots are packed into a character.
struct Glyphs {
  std::size_t columns;
  std::size_t rows;
  std::string_view upper_left, upper_right, lower_left, lower_right, horizontal, vertical;
};
constexpr Glyphs braille{2, 4, "┌", "┐", "└", "┘", "─", "│"};
constexpr Glyphs ascii{1, 2, "+", "+", "+", "+", "-", "|"};

// The dots of a chart. Row 0 is the lowest.
class Canvas {
 public:
  Canvas(const Glyphs& glyphs, std::size_t width)
      : glyphs_(glyphs), width_(width), cells_(width * height) {}

  std::size_t columns() const { return width_ * glyphs_.columns; }
  std::size_t rows() const { return height * glyphs_.rows; }

  void dot(std::size_t column, std::size_t row) {
    const std::size_t from_top = rows() - 1 - row;
    unsigned& cell = cells_[from_top / glyphs_.rows * width_ + column / glyphs_.columns];
    cell |= 1U << (column % glyphs_.columns * glyphs_.rows + from_top % glyphs_.rows);
  }

  std::string line(std::size_t from_top) const {
    std::string text;
    for (std::size_t column = 0; column < width_; ++column)
      text += character(cells_[from_top * width_ + column]);
    return text;
  }

 private:
  std::string character(unsigned dots) const {
    if (dots == 0) return " ";
    if (&glyphs_ == &ascii) return std::string(1, " '.:"[dots]);
    // The dots of a braille character, from U+2800 on, are numbered 1 2 3 7 down its left side and
    // 4 5 6 8 down its right one.
    static constexpr std::array<unsigned, 8> bits{0x01, 0x02, 0x04, 0x40, 0x08, 0x10, 0x20, 0x80};
    unsigned pattern = 0;
    for (unsigned dot = 0; dot < bits.size(); ++dot) {
      if ((dots >> dot & 1U) != 0) pattern |= bits.at(dot);
    }
    return {'\xE2', static_cast<char>(0xA0 | pattern >> 6),
            static_cast<char>(0x80 | (pattern & 0x3F))};
  }

  const Glyphs& glyphs_;
  std::size_t width_;
  std::vector<unsigned> cells_;
};

// Draws stairs: level until the next reading, then up or down to it.
class Pen {
 public:
  Pen(Canvas& canvas, const TimeAxis& axis, const Scale& scale)
      : canvas_(canvas), axis_(axis), scale_(scale) {}

  void put(const Sample& reading) {
    column_ = axis_.place(reading.time);
    row_ = scale_.step(reading.amount);
    canvas_.dot(column_, row_);
  }

  void draw_until(Time time) {
    for (const std::size_t end = axis_.place(time); column_ < end;) canvas_.dot(++column_, row_);
  }

  void draw_to(const Sample& reading) {
    draw_until(reading.time);
    const std::size_t row = scale_.step(reading.amount);
    while (row != row_) canvas_.dot(column_, row_ < row ? ++row_ : --row_);
  }

 private:
  Canvas& canvas_;
  const TimeAxis& axis_;
  const Scale& scale_;
  std::size_t column_ = 0;
  std::size_t row_ = 0;
};

void draw(Canvas& canvas, const Series& series, const Summary& whole, const TimeAxis& axis) {
  const Scale scale(whole.least.amount, whole.greatest.amount, canvas.rows());
  Pen pen(canvas, axis, scale);
  const Summary* before = nullptr;
  for (const Summary& slice : series.slices()) {
    if (slice.count == 0) continue;
    const bool is_apart = before == nullptr || series.has_gap(before->last.time, slice.first.time);
    if (is_apart) pen.put(slice.first);
    before = &slice;
    // The extremes, in the order in which they were read.
    std::array<const Sample*, 4> corners{&slice.first, &slice.least, &slice.greatest, &slice.last};
    std::ranges::stable_sort(corners, {}, &Sample::time);
    for (const Sample* corner : corners) pen.draw_to(*corner);
  }
  if (!series.has_ended(axis.last())) pen.draw_until(axis.last());
}

std::string edge(const Glyphs& glyphs, std::string_view left, const std::string& label,
                 std::string_view right, std::size_t width) {
  std::string line(left);
  std::size_t used = 0;
  if (label.size() + 3 <= width) {
    line.append(glyphs.horizontal).append(1, ' ').append(label).append(1, ' ');
    used = label.size() + 3;
  }
  for (; used < width; ++used) line += glyphs.horizontal;
  return line.append(right).append(1, '\n');
}

// A label that its edge has no room for.
std::string beside(const std::string& label, std::size_t width) {
  return label.size() + 3 <= width ? "" : join(wrapped(label, width + 2), "\n") + '\n';
}

}  // namespace

std::size_t slices_for_plot(std::size_t width) {
  return 2 * std::bit_ceil(std::max(width, least_width) * braille.columns);
}

std::string draw_plot(const Series& series, std::string_view title, Time first, Time last,
                      const PlotStyle& style) {
  const Glyphs& glyphs = style.unicode ? braille : ascii;
  const std::size_t width = std::max(style.width, least_width) - 2;  // within the frame
  const Summary whole = series.summary();
  Canvas canvas(glyphs, width);
  draw(canvas, series, whole, TimeAxis(first, last, canvas.columns()));

  const std::string name = printable(title);
  std::string chart = style.color ? fmt::format("\x1b[1m{}\x1b[0m\n", name) : name + '\n';
  const std::string& greatest = whole.greatest.amount.text();
  const std::string& least = whole.least.amount.text();
  chart += beside(greatest, width);
  chart += edge(glyphs, glyphs.upper_left, greatest, glyphs.upper_right, width);
  for (std::size_t line = 0; line < height; ++line) {
    chart.append(glyphs.vertical).append(canvas.line(line)).append(glyphs.vertical) += '\n';
  }
  chart += edge(glyphs, glyphs.lower_left, least, glyphs.lower_right, width);
  chart += beside(least, width);
  const std::string begin = to_text(first);
  if (first == last) return chart + begin + '\n';
  const std::string end = to_text(last);
  const std::size_t rest = width + 2 - begin.size();
  return chart + (rest > end.size() ? fmt::format("{}{:>{}}\n", begin, end, rest)
                                    : fmt::format("{}\n{:>{}}\n", begin, end, width + 2));
}

}  // namespace coffer::app
