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

constexpr std::size_t least_width = 51;  // two times, and a space between
constexpr std::size_t height = 10;

// Divides the way from a least to a greatest amount into equal steps. Exact: nothing is rounded
// before it is known in which step an amount is.
class Scale {
 public:
  Scale(const Summary& whole, std::size_t steps) : least_(whole.least.amount), steps_(steps) {
    const Decimal range = whole.greatest.amount - least_;
    if (range.sign() == 0) return;
    for (unsigned step = 1; step < steps; ++step) bounds_.push_back(range * step);
  }

  // The step that holds an amount between the two: 0 is the lowest and begins with the least, the
  // highest ends with the greatest. Where both are equal there is only the lowest.
  std::size_t step(const Decimal& amount) const {
    const auto above =
        std::ranges::upper_bound(bounds_, (amount - least_) * static_cast<unsigned>(steps_));
    return static_cast<std::size_t>(above - bounds_.begin());
  }

 private:
  const Decimal& least_;
  std::size_t steps_;
  std::vector<Decimal> bounds_;  // where each step but the lowest begins: (bound - least) * steps
};

// Divides the time from a first to a last reading, both included, into equal shares.
class TimeAxis {
 public:
  // Fewer than `places`, but one at least, for a time of fewer milliseconds.
  TimeAxis(Time first, Time last, std::size_t places)
      : first_(first),
        length_((last - first).count() + 1),
        places_(std::min<std::int64_t>(static_cast<std::int64_t>(places), length_)) {}

  std::size_t places() const { return static_cast<std::size_t>(places_); }

  // The share that holds `time`, from 0.
  std::size_t place(Time time) const {
    return static_cast<std::size_t>((time - first_).count() * places_ / length_);
  }

 private:
  Time first_;
  std::int64_t length_;
  std::int64_t places_;
};

// Draws stairs, dot by dot: level until the next reading, then up or down to it. Row 0 is the
// lowest.
void draw(const Series& series, Time last, const TimeAxis& axis, std::size_t rows,
          const std::function<void(std::size_t column, std::size_t row)>& dot) {
  const Summary whole = series.summary();
  const Scale scale(whole, rows);
  std::size_t column = 0;
  std::size_t row = 0;
  const auto draw_until = [&](Time time) {
    for (const std::size_t end = axis.place(time); column < end;) dot(++column, row);
  };
  const Summary* before = nullptr;
  for (const Summary& slice : series.slices()) {
    if (slice.count == 0) continue;
    if (before == nullptr || series.has_gap(before->last.time, slice.first.time)) {
      column = axis.place(slice.first.time);
      row = scale.step(slice.first.amount);
      dot(column, row);
    }
    before = &slice;
    // The extremes, in the order in which they were read.
    std::array<const Sample*, 4> corners{&slice.first, &slice.least, &slice.greatest, &slice.last};
    std::ranges::stable_sort(corners, {}, &Sample::time);
    for (const Sample* corner : corners) {
      draw_until(corner->time);
      for (const std::size_t end = scale.step(corner->amount); row != end;)
        dot(column, row < end ? ++row : --row);
    }
  }
  if (!series.has_ended(last)) draw_until(last);
}

// How dots are packed into a character.
struct Glyphs {
  std::size_t columns;
  std::size_t rows;
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

std::string edge(const Glyphs& glyphs, std::string_view left, const Decimal& label,
                 std::string_view right, std::size_t width) {
  std::string line = fmt::format("{}{} {} ", left, glyphs.horizontal, label.text());
  for (std::size_t used = label.text().size() + 3; used < width; ++used) line += glyphs.horizontal;
  return line.append(right).append(1, '\n');
}

}  // namespace

std::string sparkline(const Series& series, Time first, Time last, std::size_t width,
                      bool unicode) {
  constexpr std::array<std::string_view, 8> blocks{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  constexpr std::array<std::string_view, 8> characters{"_", ".", "-", ":", "=", "+", "*", "#"};
  const auto& marks = unicode ? blocks : characters;
  const TimeAxis axis(first, last, width);
  std::vector<std::string_view> cells(axis.places(), " ");
  draw(series, last, axis, marks.size(),
       [&](std::size_t column, std::size_t row) { cells[column] = marks.at(row); });
  return join(cells, "");
}

std::size_t slices_for_plot(std::size_t width) {
  return 2 * std::bit_ceil(std::max(width, least_width) * braille.columns);
}

std::string draw_plot(const Series& series, std::string_view title, Time first, Time last,
                      const PlotStyle& style) {
  const Glyphs& glyphs = style.unicode ? braille : ascii;
  const std::size_t width = std::max(style.width, least_width) - 2;  // within the frame
  const std::size_t rows = height * glyphs.rows;
  std::vector<unsigned> cells(width * height);
  draw(series, last, TimeAxis(first, last, width * glyphs.columns), rows,
       [&](std::size_t column, std::size_t row) {
         const std::size_t from_top = rows - 1 - row;
         cells[from_top / glyphs.rows * width + column / glyphs.columns] |=
             1U << (column % glyphs.columns * glyphs.rows + from_top % glyphs.rows);
       });

  const Summary whole = series.summary();
  const std::string name = printable(title);
  std::string chart = style.color ? fmt::format("\x1b[1m{}\x1b[0m\n", name) : name + '\n';
  chart += edge(glyphs, glyphs.upper_left, whole.greatest.amount, glyphs.upper_right, width);
  for (std::size_t line = 0; line < height; ++line) {
    chart += glyphs.vertical;
    for (std::size_t column = 0; column < width; ++column)
      chart += character(glyphs, cells[line * width + column]);
    chart.append(glyphs.vertical) += '\n';
  }
  chart += edge(glyphs, glyphs.lower_left, whole.least.amount, glyphs.lower_right, width);
  const std::string begin = to_text(first);
  return chart + fmt::format("{}{:>{}}\n", begin, to_text(last), width + 2 - begin.size());
}

}  // namespace coffer::app
