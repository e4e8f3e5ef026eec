#include "app/run/run.hpp"

#include <fmt/format.h>

#include <exception>
#include <new>
#include <variant>

#include "app/cli/command_line.hpp"
#include "app/commands/commands.hpp"
#include "app/output/messages.hpp"
#include "app/run/delivery.hpp"
#include "app/run/watch.hpp"
#include "app/system/signals.hpp"

namespace coffer::app {
namespace {

// What is done where the system refuses memory. What takes it is what others send, or have written.
ErrorKind work_of(const Command& command) {
  return command.groups.has(OptionGroup::connection) ? ErrorKind::network : ErrorKind::config;
}

int run_command(Options options, const Environment& environment, const Streams& streams) {
  const Command& command = *options.command;
  Context context{.options = options, .environment = environment, .streams = streams};
  const auto run = [&] {
    try {
      return command.run(context);
    } catch (const std::bad_alloc&) {
      throw no_memory(work_of(command));
    }
  };
  if (command.columns == nullptr) return run();

  OutputWriter writer(options, environment, streams);
  context.report = [&](const Round& ask) {
    if (options.watch) return watch(ask, options, streams, writer);
    return writer.tell(writer.write(ask(false)));
  };
  try {
    return run();
  } catch (const Error& error) {
    return writer.tell({{.profile = {}, .error = error}});
  }
}

}  // namespace

int run(std::span<const char* const> arguments, const Environment& environment,
        const Streams& streams) {
  ErrorKind work = ErrorKind::config;
  const auto fail = [&](const Error& error) {
    write_message(streams, error_text(error));
    return exit_status(error.kind);
  };
  try {
    const auto parsed = parse_command_line(arguments, commands::all);
    if (const auto* answer = std::get_if<ImmediateOutput>(&parsed)) {
      if (!answer->usage_error) {
        write_all(streams.out, answer->text);
        return 0;
      }
      write_message(streams, answer->text);
      return exit_status(ErrorKind::usage);
    }
    work = work_of(*std::get<Options>(parsed).command);
    return run_command(std::get<Options>(parsed), environment, streams);
  } catch (const Interrupted&) {
    return 128 + SIGINT;  // of a signal that whoever started coffer has blocked
  } catch (const Error& error) {
    return fail(error);
  } catch (const std::bad_alloc&) {
    // There may be none for a message.
    write_message(streams,
                  "coffer: no memory left (this system's limit)\n"
                  "hint: `ulimit -a` shows the limits of this shell\n");
    return exit_status(work);
  } catch (const std::exception& problem) {
    return fail({ErrorKind::internal, fmt::format("a defect in coffer: {}", problem.what()),
                 "please report this line and the command that led to it"});
  }
}

}  // namespace coffer::app
