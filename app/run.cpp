#include "app/run.hpp"

#include <fmt/format.h>

#include <exception>
#include <string>
#include <variant>

#include "app/check_up.hpp"
#include "app/cli.hpp"
#include "app/commands/history.hpp"
#include "app/commands/login.hpp"
#include "app/commands/query.hpp"
#include "app/commands/sandbox.hpp"
#include "app/inquiry.hpp"
#include "app/message.hpp"
#include "app/preferences.hpp"
#include "app/render/render.hpp"

namespace coffer::app {
namespace {

int exit_status(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::internal:
      return 1;
    case ErrorKind::usage:
      return 2;
    case ErrorKind::config:
      return 3;
    case ErrorKind::auth:
      return 4;
    case ErrorKind::network:
      return 5;
    case ErrorKind::tls:
      return 6;
    case ErrorKind::unavailable:
      return 7;
    case ErrorKind::rejected:
      return 8;
    case ErrorKind::reply:
      return 9;
    case ErrorKind::output:
      return 10;
  }
  return 1;
}

int run_command(const Options& options, const Environment& environment, const Streams& streams) {
  if (options.command == Command::sandbox) {
    return 128 + run_sandbox({.port = options.port, .data_file = options.data_file},
                             [&](std::string_view text) { write_all(streams.out, text); });
  }
  if (options.command == Command::login) {
    login(options, environment, streams);
    return 0;
  }

  const Format format = chosen_format(options, environment);
  const Shaping shaping{.columns = options.columns,
                        .sort = options.sort,
                        .timestamp = options.timestamp,
                        .for_table = format == Format::table};
  const RenderStyle style{.headers = options.headers,
                          .color = wants_color(options, environment, streams.out),
                          .indented = is_terminal(streams.out)};
  Report blank = blank_report(options.command);
  shape(blank, shaping);  // a wrong column is told before anything is asked

  const auto tell = [&](const Error& error, const std::string& profile) {
    const bool as_json = format == Format::json || format == Format::jsonl;
    write_message(streams, as_json && error.kind != ErrorKind::usage ? error_json(error, profile)
                                                                     : error_text(error, profile));
    return exit_status(error.kind);
  };
  try {
    const PlotStyle plot = plot_style(options, environment, streams.out);
    if (options.plot) {
      write_all(streams.out, plot_logs(options, plot, streams));
      return 0;
    }
    Findings findings =
        options.command == Command::history    ? Findings{report_logs(options, plot, streams), {}}
        : options.command == Command::profiles ? stored_findings(environment)
        : options.command == Command::doctor   ? check_up(options, environment, streams)
                                               : Inquiry(options, environment, streams).ask();
    if (findings.has_answers()) {
      shape(findings.report, shaping);
      write_all(streams.out, render(findings.report, format, style));
    }
    int status = 0;
    for (const Failure& failure : findings.failures) {
      const int own = tell(failure.error, failure.profile);
      if (status == 0) status = own;
    }
    return status;
  } catch (const Error& error) {
    return tell(error, {});
  }
}

}  // namespace

int run(std::span<const char* const> arguments, const Environment& environment,
        const Streams& streams) {
  try {
    const auto parsed = parse_command_line(arguments);
    if (const auto* answer = std::get_if<Answer>(&parsed)) {
      if (!answer->usage_error) {
        write_all(streams.out, answer->text);
        return 0;
      }
      write_message(streams, answer->text);
      return exit_status(ErrorKind::usage);
    }
    return run_command(std::get<Options>(parsed), environment, streams);
  } catch (const Error& error) {
    write_message(streams, error_text(error));
    return exit_status(error.kind);
  } catch (const std::exception& problem) {
    write_message(streams,
                  error_text(Error(ErrorKind::internal,
                                   fmt::format("a defect in coffer: {}", problem.what()))));
    return exit_status(ErrorKind::internal);
  }
}

}  // namespace coffer::app
