#include "app/commands/history.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "app/log/sparkline.hpp"
#include "app/output/messages.hpp"
#include "coffer/clock.hpp"
#include "coffer/error.hpp"

namespace coffer::app {
namespace {

constexpr std::size_t greatest_trend = 20;
constexpr std::size_t least_trend = 8;
constexpr std::size_t trend_slices = 64;

Cell optional_text(const std::string& text) { return text.empty() ? Cell() : Cell(text); }

// From the first to the last reading of all series.
std::pair<Time, Time> span_of(const std::deque<Series>& series) {
  std::pair<Time, Time> span{Time::max(), Time::min()};
  for (const Series& each : series) {
    const Summary whole = each.summary();
    span.first = std::min(span.first, whole.first.time);
    span.second = std::max(span.second, whole.last.time);
  }
  return span;
}

// The parts of their names that tell these series apart.
struct Difference {
  bool profiles;
  bool reports;
};

Difference difference_of(const std::deque<Series>& series) {
  std::set<std::string_view> profiles;
  std::set<std::string_view> reports;
  for (const Series& each : series) {
    profiles.insert(each.name().profile);
    reports.insert(each.name().report);
  }
  return {profiles.size() > 1, reports.size() > 1};
}

std::vector<Column> name_columns(const Difference& difference) {
  const auto visibility = [](bool differs) {
    return differs ? Visibility::everywhere : Visibility::data;
  };
  return {{"profile", "PROFILE", CellType::text, visibility(difference.profiles)},
          {"report", "REPORT", CellType::text, visibility(difference.reports)},
          {"asset", "ASSET"},
          {"column", "COLUMN"}};
}

std::vector<Cell> name_cells(const Series::Name& name) {
  return {name.profile, optional_text(name.report), optional_text(name.asset), name.column};
}

// How wide a table of these rows is.
std::size_t width_of(const Report& report) {
  std::size_t width = 0;
  std::string buffer;
  for (std::size_t i = 0; i < report.columns.size(); ++i) {
    const Column& column = report.columns[i];
    if (column.visibility != Visibility::everywhere) continue;
    std::size_t before = 0;
    std::size_t after = 0;
    for (const Row& row : report.rows) {
      const std::string_view text = to_text(row.cells[i], buffer);
      const std::size_t point =
          column.type == CellType::amount ? std::min(text.find('.'), text.size()) : text.size();
      before = std::max(before, point);
      after = std::max(after, text.size() - point);
    }
    width += std::max(before + after, column.heading.size()) + 2;
  }
  return width;
}

Row row_of(const Series& series) {
  const Summary whole = series.summary();
  const std::optional<std::int64_t> gaps = series.gaps();
  Row row{name_cells(series.name())};
  for (Cell cell : {Cell(whole.count), Cell(whole.first.amount), Cell(whole.first.time),
                    Cell(whole.last.amount), Cell(whole.last.time),
                    Cell(whole.last.amount - whole.first.amount), Cell(whole.least.amount),
                    Cell(whole.least.time), Cell(whole.greatest.amount), Cell(whole.greatest.time),
                    gaps ? Cell(*gaps) : Cell()}) {
    row.cells.push_back(std::move(cell));
  }
  return row;
}

}  // namespace

Report period_report(const std::deque<Series>& series, Time read) {
  Report report;
  report.columns = name_columns(difference_of(series));
  report.columns.push_back({"time", "TIME", CellType::time});
  report.columns.push_back({"value", "VALUE", CellType::amount});
  report.columns.push_back({"change", "CHANGE", CellType::amount});
  for (const Series& each : series) {
    const Reading* before = nullptr;
    for (const Reading& reading : each.periods()) {
      Row row{name_cells(each.name())};
      row.cells.emplace_back(reading.time);
      row.cells.emplace_back(reading.amount);
      row.cells.push_back(before == nullptr ? Cell() : Cell(reading.amount - before->amount));
      report.rows.push_back(std::move(row));
      before = &reading;
    }
  }
  report.origins.push_back({.profile = {}, .received = read});
  return report;
}

Report history_report(const std::deque<Series>& series, Time read, bool unicode,
                      std::optional<std::size_t> width) {
  constexpr CellType amount = CellType::amount;
  constexpr Visibility data = Visibility::data;
  Report report;
  report.columns = name_columns(difference_of(series));
  for (Column& column : std::vector<Column>{
           {"count", "COUNT", CellType::integer, data},
           {"first", "FIRST", amount},
           {"firstTime", "FIRST TIME", CellType::time, data},
           {"last", "LAST", amount},
           {"lastTime", "LAST TIME", CellType::time, data},
           {"change", "CHANGE", amount},
           {"least", "LEAST", amount},
           {"leastTime", "LEAST TIME", CellType::time, data},
           {"greatest", "GREATEST", amount},
           {"greatestTime", "GREATEST TIME", CellType::time, data},
           {"gaps", "GAPS", CellType::integer, data},
           {"trend", "TREND", CellType::text, Visibility::tables},
       }) {
    report.columns.push_back(std::move(column));
  }
  report.origins.push_back({.profile = {}, .received = read});
  for (const Series& each : series) report.rows.push_back(row_of(each));
  if (series.empty()) return report;

  std::size_t places = greatest_trend;
  if (width) {
    const std::size_t left = *width - std::min(width_of(report), *width);
    places = std::clamp(left, least_trend, greatest_trend);
  }
  const auto [first, last] = span_of(series);
  const TimeAxis axis(first, last, places);
  for (std::size_t i = 0; i < series.size(); ++i)
    report.rows[i].cells.emplace_back(sparkline(series[i], axis, unicode));
  return report;
}

namespace {

std::optional<Time> resolve(const std::optional<TimeOrAge>& moment, Time now) {
  if (!moment) return std::nullopt;
  if (const auto* age = std::get_if<std::chrono::seconds>(&*moment)) return now - *age;
  return std::get<Time>(*moment);
}

History read(const Options& options, Time now, std::size_t max_slices, const Streams& streams) {
  const LogFilter filter{.columns = options.of,
                         .assets = options.assets,
                         .since = resolve(options.since, now),
                         .until = resolve(options.until, now),
                         .every = options.every};
  if (filter.since && filter.until && *filter.until < *filter.since) {
    throw Error(ErrorKind::usage, "--until is before --since");
  }
  History history = read_logs(filter, options.files, max_slices);
  if (options.terminal.quiet) return history;
  for (const std::string& warning : history.warnings) write_message(streams, warning_text(warning));
  return history;
}

std::string title_of(const Series::Name& name, const Difference& difference) {
  std::string title;
  const auto add = [&](const std::string& part) {
    if (!part.empty()) title.append(title.empty() ? 0 : 1, ' ').append(part);
  };
  if (difference.profiles) add(name.profile);
  if (difference.reports) add(name.report);
  add(name.asset);
  add(name.column);
  return title;
}

// How to draw on standard output: in ASCII where a chart or table is shown that cannot show more.
PlotStyle plot_style(const Options& options, const Environment& environment, int descriptor) {
  return {.width = output_width(environment, descriptor),
          .unicode = (!options.plot && !chosen_format(options, environment).is_table) ||
                     shows_unicode(environment),
          .color = wants_color(options.terminal.color, environment, descriptor)};
}

}  // namespace

Report report_logs(const Options& options, const Environment& environment, const Streams& streams) {
  const PlotStyle style = plot_style(options, environment, streams.out);
  const Time now = SystemClock().wall();
  const History history = read(options, now, trend_slices, streams);
  if (options.every) return period_report(history.series, now);
  const bool has_default_columns = options.view.columns.empty();
  return history_report(history.series, now, style.unicode,
                        has_default_columns ? std::optional(style.width) : std::nullopt);
}

std::string plot_logs(const Options& options, const Environment& environment,
                      const Streams& streams) {
  const PlotStyle style = plot_style(options, environment, streams.out);
  const History history =
      read(options, SystemClock().wall(), slices_for_plot(style.width), streams);
  const Difference difference = difference_of(history.series);
  const auto [first, last] = span_of(history.series);
  std::string charts;
  for (const Series& series : history.series) {
    charts.append(charts.empty() ? 0 : 1, '\n')
        .append(draw_plot(series, title_of(series.name(), difference), first, last, style));
  }
  return charts;
}

}  // namespace coffer::app
