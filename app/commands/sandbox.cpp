#include <fmt/format.h>

#include <array>
#include <memory>
#include <string_view>

#include "app/cli/option_values.hpp"
#include "app/commands/commands.hpp"
#include "app/sandbox/exchange.hpp"
#include "app/system/signals.hpp"
#include "coffer/clock.hpp"

namespace coffer::app {
namespace {

// Serves a practice exchange until a signal ends the program, having printed the lines that point a
// client at it, all at once. Throws Interrupted at the signal.
int run(const Context& context) {
  const DeferredSignals signals;
  const auto settings = context.options.own<SandboxExchange::Settings>();
  // Connections that clients keep do not delay the end: they are served as long as the process is.
  const SandboxExchange& exchange = *std::make_unique<SandboxExchange>(settings).release();
  const SandboxAccount& account = exchange.account();
  write_all(context.streams.out, fmt::format("export COFFER_BASE_URL='{}'\n"
                                             "export COFFER_API_KEY='{}'\n"
                                             "export COFFER_API_SECRET='{}'\n"
                                             "export COFFER_ACCOUNT_GROUP='{}'\n"
                                             "export COFFER_SECRET_ENCODING='raw'\n",
                                             exchange.base_url(), account.api_key,
                                             account.api_secret, account.info.account_group));
  SystemClock().sleep_until({Deadline::max(), signals.descriptor()});
  return 0;
}

constexpr std::array own_options{
    Option{.name = "port",
           .value = {.name = "N"},
           .help = "serve on this port (default: any free one)",
           .apply =
               [](Options& o, std::string_view v) {
                 o.own<SandboxExchange::Settings>().port = to_integer(v, 1, 65535, "port");
               }},
    Option{.name = "data",
           .value = {.name = "FILE", .completion = Completion::file},
           .help = "serve this JSON: {\"cash\": [...], \"margin\", \"risk\", \"prices\"}",
           .apply = [](Options& o,
                       std::string_view v) { o.own<SandboxExchange::Settings>().data_file = v; }},
};

}  // namespace

constexpr Command commands::sandbox{
    .name = "sandbox",
    .summary = "serve a practice exchange on loopback until interrupted",
    .examples =
        "  coffer sandbox > variables &      serves in the background, until `kill %1`\n"
        "  . ./variables                     points coffer at it, in this shell\n"
        "  coffer sandbox --port 8080 --data balances.json\n",
    .groups = {},
    .options = own_options,
    .run = run,
};

}  // namespace coffer::app
