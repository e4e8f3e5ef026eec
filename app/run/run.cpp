#include "app/run/run.hpp"

#include <fmt/format.h>

#include <exception>
#include <new>
#include <string>
#include <variant>

#include "app/cli/command_line.hpp"
#include "app/commands/doctor.hpp"
#include "app/commands/history.hpp"
#include "app/commands/login.hpp"
#include "app/commands/profiles.hpp"
#include "app/commands/query.hpp"
#include "app/commands/sandbox.hpp"
#include "app/output/messages.hpp"
#include "app/query/query.hpp"
#include "app/run/delivery.hpp"
#include "app/run/watch.hpp"
#include "app/system/signals.hpp"

namespace coffer::app {
namespace {

int run_command(const Options& options, const Environment& environment, const Streams& streams) {
  if (options.command == Command::sandbox) {
    run_sandbox({.port = options.port, .data_file = options.data_file},
                [&](std::string_view text) { write_all(streams.out, text); });
    return 0;
  }
  if (options.command == Command::login) {
    login(options, environment, streams);
    return 0;
  }

  Publisher publisher(options, environment, streams);
  try {
    if (options.plot) {
      write_all(streams.out, plot_logs(options, environment, streams));
      return 0;
    }
    if (options.watch) return watch(options, environment, streams, publisher);
    Findings findings = options.command == Command::history
                            ? Findings{report_logs(options, environment, streams), {}, {}}
                        : options.command == Command::profiles ? stored_findings(environment)
                        : options.command == Command::doctor
                            ? doctor(options, environment, streams)
                            : inquiry(options, environment, streams)->ask();
    return publisher.tell(publisher.publish(std::move(findings)));
  } catch (const Error& error) {
    return publisher.tell(error);
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
  } catch (const Interrupted&) {
    return 128 + SIGINT;  // of a signal that whoever started coffer has blocked
  } catch (const Error& error) {
    write_message(streams, error_text(error));
    return exit_status(error.kind);
  } catch (const std::bad_alloc&) {
    // What takes memory is what others send, or have written.
    constexpr ErrorKind kind = ErrorKind::network;
    write_message(streams, error_text(Error(kind, "no memory left (this system's limit)",
                                            "`ulimit -a` shows the limits of this shell")));
    return exit_status(kind);
  } catch (const std::exception& problem) {
    write_message(
        streams,
        error_text(Error(ErrorKind::internal, fmt::format("a defect in coffer: {}", problem.what()),
                         "please report this line and the command that led to it")));
    return exit_status(ErrorKind::internal);
  }
}

}  // namespace coffer::app
