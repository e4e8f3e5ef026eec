#include "app/log/sparkline.hpp"

#include <array>
#include <string_view>
#include <vector>

#include "app/log/axes.hpp"

namespace coffer::app {
namespace {

constexpr std::array<std::string_view, 8> blocks{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
constexpr std::array<std::string_view, 8> characters{"_", ".", "-", ":", "=", "+", "*", "#"};

}  // namespace

std::string sparkline(const Series& series, const TimeAxis& axis, bool unicode) {
  const Summary whole = series.summary();
  const Scale scale(whole.least.amount, whole.greatest.amount, blocks.size());
  const auto& marks = unicode ? blocks : characters;

  std::vector<std::string_view> cells(axis.places(), " ");
  const Sample* before = nullptr;
  const auto hold_until = [&](Time time) {
    if (before == nullptr || series.has_gap(before->time, time)) return;
    const std::string_view mark = marks.at(scale.step(before->amount));
    for (std::size_t place = axis.place(before->time); place < axis.place(time); ++place)
      cells[place] = mark;
  };
  for (const Summary& slice : series.slices()) {
    if (slice.count == 0) continue;
    hold_until(slice.first.time);
    before = &slice.first;
    hold_until(slice.last.time);
    before = &slice.last;
    cells[axis.place(before->time)] = marks.at(scale.step(before->amount));
  }
  if (before != nullptr && !series.has_ended(axis.last())) {
    hold_until(axis.last());
    cells.back() = marks.at(scale.step(before->amount));
  }
  std::string line;
  for (const std::string_view cell : cells) line += cell;
  return line;
}

}  // namespace coffer::app
