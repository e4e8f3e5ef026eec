#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <deque>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/cli/option_values.hpp"
#include "app/commands/commands.hpp"
#include "app/log/chart.hpp"
#include "app/log/reader.hpp"
#include "app/output/messages.hpp"
#include "coffer/clock.hpp"
#include "coffer/error.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

struct HistoryOptions {
  std::vector<std::string> files;
  LogFilter filter;  // but for its times
  std::optional<TimeOrAge> since;
  std::optional<TimeOrAge> until;
  bool plot = false;
};

constexpr std::size_t trend_width = 10;
constexpr std::size_t trend_slices = 64;

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

// The parts of their names that tell series apart.
struct Difference {
  bool profiles = true;
  bool reports = true;
};

Difference difference_of(const std::deque<Series>& series) {
  const auto differ = [&](auto part) {
    return std::ranges::any_of(series, [&](const Series& each) {
      return each.name().*part != series.front().name().*part;
    });
  };
  return {differ(&Series::Name::profile), differ(&Series::Name::report)};
}

// Of a row for each series, or for each series and period.
std::vector<Column> columns_of(bool by_period, const Difference& difference) {
  constexpr CellType amount = CellType::amount;
  constexpr Visibility data = Visibility::data;
  const auto visibility = [](bool differs) { return differs ? Visibility::everywhere : data; };
  std::vector<Column> columns{
      {"profile", "PROFILE", CellType::text, visibility(difference.profiles)},
      {"report", "REPORT", CellType::text, visibility(difference.reports)},
      {"asset", "ASSET"},
      {"column", "COLUMN"}};
  const std::vector<Column> of_periods{
      {"time", "TIME", CellType::time}, {"value", "VALUE", amount}, {"change", "CHANGE", amount}};
  const std::vector<Column> of_series{
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
  };
  const std::vector<Column>& own = by_period ? of_periods : of_series;
  columns.insert(columns.end(), own.begin(), own.end());
  return columns;
}

Row row_of(const Series::Name& name, std::initializer_list<Cell> cells) {
  const auto optional_text = [](const std::string& text) {
    return text.empty() ? Cell() : Cell(text);
  };
  Row row{{name.profile, optional_text(name.report), optional_text(name.asset), name.column}};
  row.cells.insert(row.cells.end(), cells);
  return row;
}

void add_periods(Report& report, const Series& series) {
  Cell change;
  const Decimal* before = nullptr;
  for (const auto& [begin, last] : series.periods()) {
    if (before != nullptr) change = last.amount - *before;
    report.rows.push_back(row_of(series.name(), {begin, last.amount, change}));
    before = &last.amount;
  }
}

Row row_of(const Series& series, const std::string& trend) {
  const Summary whole = series.summary();
  const std::optional<std::int64_t> gaps = series.gaps();
  return row_of(
      series.name(),
      {whole.count, whole.first.amount, whole.first.time, whole.last.amount, whole.last.time,
       whole.last.amount - whole.first.amount, whole.least.amount, whole.least.time,
       whole.greatest.amount, whole.greatest.time, gaps ? Cell(*gaps) : Cell(), trend});
}

std::string title_of(const Series::Name& name, const Difference& difference) {
  std::vector<std::string> parts{difference.profiles ? name.profile : "",
                                 difference.reports ? name.report : "", name.asset, name.column};
  std::erase(parts, "");
  return join(parts, " ");
}

// The report, or the charts of --plot instead.
QueryResult read_report(const Context& context, std::string& charts) {
  const Streams& streams = context.streams;
  const auto own = context.options.own<HistoryOptions>();
  const Time now = SystemClock().wall();
  LogFilter filter = own.filter;
  if (own.since) filter.since = resolved(*own.since, now);
  if (own.until) filter.until = resolved(*own.until, now);
  if (filter.since && filter.until && *filter.until < *filter.since) {
    refuse("--until is before --since");
  }
  const PlotStyle style{
      .width = screen_size(streams.out).width,
      .unicode = shows_unicode(context.environment),
      .color = wants_color(context.options.terminal.color, context.environment, streams.out)};
  const History history =
      read_logs(filter, own.files, own.plot ? slices_for_plot(style.width) : trend_slices);
  const Difference difference = difference_of(history.series);
  const auto [first, last] = span_of(history.series);
  QueryResult result;
  Report& report = result.report;
  report.warnings.assign(history.warnings.begin(), history.warnings.end());
  report.columns = columns_of(filter.every.has_value(), difference);
  for (const Series& series : history.series) {
    if (own.plot) {
      charts.append(charts.empty() ? 0 : 1, '\n')
          .append(draw_plot(series, title_of(series.name(), difference), first, last, style));
    } else if (filter.every) {
      add_periods(report, series);
    } else {
      const std::string trend = sparkline(series, first, last, trend_width, style.unicode);
      report.rows.push_back(row_of(series, trend));
    }
  }
  if (!own.plot) {
    report.sources.push_back({.profile = {}, .received = now});
  } else if (charts.empty()) {
    report.warnings.push_back(note("there is nothing to draw"));
  }
  return result;
}

int run(const Context& context) {
  std::string charts;
  const int status = context.report([&](bool) { return read_report(context, charts); });
  write_all(context.streams.out, charts);
  return status;
}

HistoryOptions& own(Options& options) { return options.own<HistoryOptions>(); }

constexpr std::array own_options{
    Option{.name = "of",
           .value = {.name = "COLUMN"},
           .help = "follow this; repeatable (default: totalBalance; of worth: value, of ledger: "
                   "balance, of risk: each)",
           .apply = [](Options& o, std::string_view v) { own(o).filter.columns.emplace_back(v); }},
    Option{.name = "asset",
           .value = {.name = "CODE"},
           .help = "only this asset; repeatable",
           .apply = [](Options& o, std::string_view v) { own(o).filter.assets.emplace_back(v); }},
    Option{.name = "every",
           .value = {.name = "PERIOD", .choices = "1h 1d 1w 1mo"},
           .help = "the last amount in each {} (UTC) instead",
           .apply = [](Options& o, std::string_view v) { own(o).filter.every = Period(v[1]); }},
    since_option<HistoryOptions>(),
    until_option<HistoryOptions>(),
    Option{.name = "plot",
           .help = "draw a chart of each series instead",
           .apply = [](Options& o, std::string_view) { own(o).plot = true; },
           .check =
               [](const Options& o) {
                 if (o.format == nullptr || o.format->is_table) return;
                 refuse("--plot cannot be combined with an output format");
               },
           .excludes = "columns where sort no-headers timestamp every"},
};

constexpr Positional logs{
    .value = {.name = "FILE", .completion = Completion::file},
    .required = true,
    .repeats = true,
    .apply = [](Options& o, std::string_view v) { own(o).files.emplace_back(v); }};

}  // namespace

constexpr Command commands::history{
    .name = "history",
    .summary = "show what logged balances did over time",
    .examples =
        "  coffer history balances.csv       each asset: first, last, extremes\n"
        "  coffer history *.csv --columns asset,last,change,trend\n"
        "  coffer history balances.csv --asset BTC --since 7d --plot\n"
        "  coffer history margin.jsonl --of borrowed --until 2026-02-01 --json\n"
        "  coffer history balances.csv* --every 1d --csv\n",
    .groups = {OptionGroup::report, OptionGroup::rows},
    .options = own_options,
    .positional = logs,
    .columns =
        [](const Options* options) {
          const bool by_period = options != nullptr && options->own<HistoryOptions>().filter.every;
          std::vector<Column> columns = columns_of(by_period, {});
          if (options == nullptr) {
            columns.push_back({"time", "TIME", CellType::time, Visibility::on_request});
            columns.push_back({"value", "VALUE", CellType::amount, Visibility::on_request});
          }
          return columns;
        },
    .run = run,
};

}  // namespace coffer::app
