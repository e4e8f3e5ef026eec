#include <fmt/format.h>
#include <signal.h>

#include <array>
#include <string_view>

#include "app/cli/option_values.hpp"
#include "app/commands/commands.hpp"
#include "app/sandbox/exchange.hpp"

namespace coffer::app {
namespace {

// Keeps the signals that end the program waiting, for `wait` to take them.
class EndingSignals {
 public:
  EndingSignals() {
    ::sigemptyset(&ending_);
    ::sigaddset(&ending_, SIGINT);
    ::sigaddset(&ending_, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &ending_, &before_);
  }
  ~EndingSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  EndingSignals(const EndingSignals&) = delete;
  EndingSignals& operator=(const EndingSignals&) = delete;

  int wait() const {
    int signal = 0;
    ::sigwait(&ending_, &signal);
    return signal;
  }

 private:
  sigset_t ending_;
  sigset_t before_;
};

// Serves a practice exchange until SIGINT or SIGTERM, having printed the lines that point a client
// at it, all at once.
int run(const Context& context) {
  const EndingSignals signals;
  const PracticeExchange exchange(context.options.own<PracticeExchange::Settings>());
  write_all(context.streams.out,
            fmt::format("export COFFER_BASE_URL='{}'\n"
                        "export COFFER_API_KEY='{}'\n"
                        "export COFFER_API_SECRET='{}'\n"
                        "export COFFER_ACCOUNT_GROUP='{}'\n"
                        "export COFFER_SECRET_ENCODING='raw'\n",
                        exchange.base_url(), PracticeExchange::api_key,
                        PracticeExchange::api_secret, PracticeExchange::account_group));
  return 128 + signals.wait();
}

constexpr std::array own_options{
    Option{.name = "port",
           .value = {.name = "N"},
           .help = "serve on this port (default: any free one)",
           .apply =
               [](Options& o, std::string_view v) {
                 o.own<PracticeExchange::Settings>().port = to_integer(v, 1, 65535, "port");
               }},
    Option{.name = "data",
           .value = {.name = "FILE", .completion = Completion::file},
           .help = "serve this JSON: {\"cash\": [...], \"margin\": [...], \"risk\": {...}}",
           .apply =
               [](Options& o, std::string_view v) {
                 o.own<PracticeExchange::Settings>().data_file = to_path(v, "data");
               }},
};

}  // namespace

const Command commands::sandbox{
    .name = "sandbox",
    .summary = "serve a practice exchange on loopback until interrupted",
    .examples =
        "  coffer sandbox                    prints the variables that point at it\n"
        "  coffer sandbox --port 8080 --data balances.json\n",
    .groups = {},
    .options = own_options,
    .run = run,
};

}  // namespace coffer::app
