#include "app/run/run.hpp"

#include <fmt/format.h>

#include <exception>
#include <new>
#include <variant>

#include "app/cli/command_line.hpp"
#include "app/cli/option_values.hpp"
#include "app/commands/commands.hpp"
#include "app/output/messages.hpp"
#include "app/run/delivery.hpp"
#include "app/run/watch.hpp"
#include "app/system/signals.hpp"

namespace coffer::app {
namespace {

int run_command(Options options, const Environment& environment, const Streams& streams) {
  const Command& command = *options.command;
  Context context{.options = options, .environment = environment, .streams = streams};
  const auto run = [&] {
    try {
      return command.run(context);
    } catch (Error& error) {
      name_command(error, command.name);
      throw;
    } catch (const std::bad_alloc&) {
      // Only replies and input files are large enough for that.
      const bool asks = command.takes(OptionGroup::connection);
      throw no_memory(asks ? ErrorKind::network : ErrorKind::config);
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
  const auto fail = [&](const Error& error) {
    write_message(streams, error_text(error));
    return row_of(error.kind).exit_status;
  };
  try {
    const auto parsed = parse_command_line(arguments, commands::all);
    if (const auto* answer = std::get_if<ImmediateOutput>(&parsed)) {
      if (!answer->usage_error) {
        write_all(streams.out, answer->text);
        return 0;
      }
      write_message(streams, answer->text);
      return row_of(ErrorKind::usage).exit_status;
    }
    return run_command(std::get<Options>(parsed), environment, streams);
  } catch (const Interrupted&) {
    return 128 + SIGINT;  // its signal is blocked, or it would have ended the process
  } catch (const Error& error) {
    return fail(error);
  } catch (const std::bad_alloc&) {
    return fail(no_memory(ErrorKind::config));
  } catch (const std::exception& problem) {
    return fail({ErrorKind::internal, fmt::format("a defect in coffer: {}", problem.what()),
                 "please report this line and the command that led to it"});
  }
}

}  // namespace coffer::app
