#include "app/commands/check_up.hpp"
#include "app/commands/commands.hpp"
#include "app/commands/doctor_steps.hpp"

namespace coffer::app {
namespace {

using enum OptionGroup;

int run(const Context& context) {
  return context.report(
      [&] { return check_up(context.options, context.environment, context.streams); });
}

}  // namespace

const Command commands::doctor{
    .name = "doctor",
    .summary = "find out step by step what is wrong",
    .examples =
        "  coffer doctor                     what works, what does not, what to do\n"
        "  coffer doctor --json              for a script\n"
        "  coffer doctor -v                  names the key's user and accounts as well\n"
        "  coffer --sandbox doctor           try it: no key, no network\n",
    .groups = {report, account, accounts, connection},
    .columns = diagnosis_columns,
    .run = run,
};

}  // namespace coffer::app
