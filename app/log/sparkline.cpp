#include "app/log/sparkline.hpp"

#include <array>
#include <optional>
#include <string_view>

#include "app/log/axes.hpp"

namespace coffer::app {
namespace {

constexpr std::array<std::string_view, 8> blocks{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
constexpr std::array<std::string_view, 8> characters{"_", ".", "-", ":", "=", "+", "*", "#"};

}  // namespace

std::string sparkline(const Series& series, std::size_t cells, bool unicode) {
  const Summary whole = series.summary();
  const TimeAxis axis(whole.first.time, whole.last.time, cells);
  const Scale scale(whole.least.amount, whole.greatest.amount, blocks.size());

  std::string line;
  std::size_t drawn = 0;
  std::string_view mark;
  const auto draw_until = [&](std::size_t cell) {
    for (; drawn < cell; ++drawn) line += mark;
  };
  for (const Summary& slice : series.slices()) {
    if (slice.count == 0) continue;
    draw_until(axis.place(slice.last.time));
    mark = (unicode ? blocks : characters).at(scale.step(slice.last.amount));
  }
  draw_until(axis.places());
  return line;
}

}  // namespace coffer::app
