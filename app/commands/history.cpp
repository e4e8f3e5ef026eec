#include <fmt/format.h>

#include <array>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/cli/option_values.hpp"
#include "app/commands/commands.hpp"
#include "app/history/history.hpp"
#include "app/history/plot.hpp"
#include "app/history/sparkline.hpp"
#include "app/output/messages.hpp"
#include "coffer/clock.hpp"

namespace coffer::app {
namespace {

struct HistoryOptions {
  std::vector<std::string> files;
  std::vector<std::string> assets;
  std::optional<std::string> column;
  std::optional<TimeOrAge> since;
  std::optional<TimeOrAge> until;
  bool plot = false;
};

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

History read_logs(const Context& context, Time now, std::size_t max_slices) {
  const auto own = context.options.own<HistoryOptions>();
  Selection selection{.column = own.column, .assets = own.assets};
  if (own.since) selection.since = resolved(*own.since, now);
  if (own.until) selection.until = resolved(*own.until, now);
  return History(selection, own.files, max_slices,
                 [&](const std::string& path, std::size_t line, std::string_view why) {
                   if (context.options.terminal.quiet) return;
                   write_message(context.streams, warning_text(fmt::format(
                                                      "{}:{}: line skipped: {}", path, line, why)));
                 });
}

// How to draw on standard output: in ASCII where a chart or table is shown that cannot show more.
PlotStyle plot_style(const Context& context) {
  const Options& options = context.options;
  const bool for_people =
      options.own<HistoryOptions>().plot || chosen_format(options, context.environment).is_table;
  return {.width = output_width(context.environment, context.streams.out),
          .unicode = !for_people || shows_unicode(context.environment),
          .color = wants_color(options.terminal.color, context.environment, context.streams.out)};
}

std::vector<Column> columns() {
  return {
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
}

Findings read_report(const Context& context) {
  const PlotStyle style = plot_style(context);
  const Time now = SystemClock().wall();
  const History history = read_logs(context, now, sparkline_slices);
  Findings findings;
  findings.report.columns = columns();
  for (const Series& series : history.series()) {
    findings.report.rows.push_back(row_of(series, style.unicode));
  }
  findings.report.origins.push_back({.profile = {}, .received = now});
  return findings;
}

std::string plots(const Context& context) {
  const PlotStyle style = plot_style(context);
  const History history = read_logs(context, SystemClock().wall(), slices_for_plot(style.width));
  std::string charts;
  for (const Series& series : history.series()) {
    charts.append(charts.empty() ? 0 : 1, '\n').append(draw_plot(series, style));
  }
  return charts;
}

int run(const Context& context) {
  if (!context.options.own<HistoryOptions>().plot) {
    return context.report([&](bool) { return read_report(context); });
  }
  write_all(context.streams.out, plots(context));
  return 0;
}

HistoryOptions& wishes(Options& options) { return options.own<HistoryOptions>(); }

constexpr std::array own_options{
    Option{.name = "of",
           .value = {.name = "COLUMN", .completion = Completion::logged_column},
           .help = "the amount to follow (default: totalBalance; of a risk log, each)",
           .apply =
               [](Options& o, std::string_view v) {
                 wishes(o).column = to_name(v, "of", "expected a column name");
               }},
    Option{.name = "asset",
           .value = {.name = "CODE"},
           .help = "only this asset; may be given several times",
           .apply =
               [](Options& o, std::string_view v) {
                 wishes(o).assets.push_back(to_name(v, "asset", "expected an asset code"));
               }},
    Option{
        .name = "since",
        .value = {.name = "TIME"},
        .help = "from then on: RFC 3339, a date (start in UTC) or an age (24h, 7d)",
        .apply = [](Options& o, std::string_view v) { wishes(o).since = to_moment(v, "since"); }},
    Option{
        .name = "until",
        .value = {.name = "TIME"},
        .help = "before then, given in the same ways",
        .apply = [](Options& o, std::string_view v) { wishes(o).until = to_moment(v, "until"); }},
    Option{.name = "plot",
           .help = "draw a chart of each series instead",
           .apply = [](Options& o, std::string_view) { wishes(o).plot = true; },
           .check =
               [](const Options& o) {
                 if (o.format == nullptr || o.format->is_table) return;
                 refuse("--plot draws: no option that shapes rows goes with it");
               },
           .excludes = "columns sort no-headers timestamp"},
};

constexpr Positional logs{
    .value = {.name = "FILE", .completion = Completion::file},
    .meaning = "a log, or - for standard input",
    .required = true,
    .repeats = true,
    .apply = [](Options& o, std::string_view v) { wishes(o).files.emplace_back(v); }};

}  // namespace

constexpr Command commands::history{
    .name = "history",
    .summary = "show what logged balances did over time",
    .examples =
        "  coffer history balances.csv       each asset: first, last, extremes\n"
        "  coffer history *.csv --columns asset,last,change,trend\n"
        "  coffer history balances.csv --asset BTC --since 7d --plot\n"
        "  coffer history margin.jsonl --of borrowed --until 2026-02-01 --json\n"
        "  zcat balances.csv.*.gz | coffer history -\n",
    .groups = {OptionGroup::report},
    .options = own_options,
    .positional = logs,
    .columns = [](const Options&) { return columns(); },
    .run = run,
};

}  // namespace coffer::app
