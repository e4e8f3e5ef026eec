#include "app/commands/history.hpp"

#include <fmt/format.h>

#include "app/history/plot.hpp"
#include "app/history/sparkline.hpp"
#include "app/output/messages.hpp"
#include "coffer/clock.hpp"

namespace coffer::app {
namespace {

constexpr std::size_t sparkline_width = 20;
constexpr std::size_t sparkline_slices = 64;

Cell optional_text(const std::string& text) { return text.empty() ? Cell() : Cell(text); }

Row row_of(const Series& series, bool unicode) {
  const auto& [profile, asset, column] = series.name();
  const Summary whole = series.summary();
  return {{optional_text(profile), optional_text(asset), column, whole.count, whole.first.time,
           whole.first.amount, whole.last.time, whole.last.amount,
           whole.last.amount - whole.first.amount, whole.least.amount, whole.least.time,
           whole.greatest.amount, whole.greatest.time,
           sparkline(series, sparkline_width, unicode)}};
}

History read_logs(const Options& options, Time now, std::size_t max_slices,
                  const Streams& streams) {
  Selection selection{.column = options.of, .assets = options.assets};
  if (options.since) selection.since = resolved(*options.since, now);
  if (options.until) selection.until = resolved(*options.until, now);
  return History(selection, options.files, max_slices,
                 [&](const std::string& path, std::size_t line, std::string_view why) {
                   if (options.terminal.quiet) return;
                   write_message(streams, warning_text(fmt::format("{}:{}: line skipped: {}", path,
                                                                   line, why)));
                 });
}

// How to draw on standard output: in ASCII where a chart or table is shown that cannot show more.
PlotStyle plot_style(const Options& options, const Environment& environment, int descriptor) {
  return {.width = output_width(environment, descriptor),
          .unicode = (!options.plot && !chosen_format(options, environment).is_table) ||
                     shows_unicode(environment),
          .color = wants_color(options.terminal.color, environment, descriptor)};
}

}  // namespace

Report history_report(const std::deque<Series>& series, Time read, bool unicode) {
  Report report;
  report.columns = {
      {"profile", "PROFILE"},
      {"asset", "ASSET"},
      {"column", "COLUMN"},
      {"count", "COUNT", CellType::integer},
      {"firstTime", "FIRST TIME", CellType::time},
      {"first", "FIRST", CellType::amount},
      {"lastTime", "LAST TIME", CellType::time},
      {"last", "LAST", CellType::amount},
      {"change", "CHANGE", CellType::amount},
      {"least", "LEAST", CellType::amount},
      {"leastTime", "LEAST TIME", CellType::time},
      {"greatest", "GREATEST", CellType::amount},
      {"greatestTime", "GREATEST TIME", CellType::time},
      {"trend", "TREND", CellType::text, Visibility::tables},
  };
  for (const Series& one : series) report.rows.push_back(row_of(one, unicode));
  report.origins.push_back({.profile = {}, .received = read});
  return report;
}

Report report_logs(const Options& options, const Environment& environment, const Streams& streams) {
  const PlotStyle style = plot_style(options, environment, streams.out);
  const Time now = SystemClock().wall();
  const History history = read_logs(options, now, sparkline_slices, streams);
  return history_report(history.series(), now, style.unicode);
}

std::string plot_logs(const Options& options, const Environment& environment,
                      const Streams& streams) {
  const PlotStyle style = plot_style(options, environment, streams.out);
  const History history =
      read_logs(options, SystemClock().wall(), slices_for_plot(style.width), streams);
  std::string charts;
  for (const Series& series : history.series()) {
    charts.append(charts.empty() ? 0 : 1, '\n').append(draw_plot(series, style));
  }
  return charts;
}

}  // namespace coffer::app
