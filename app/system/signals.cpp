#include "app/system/signals.hpp"

#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>

namespace coffer::app {
namespace {

constexpr std::initializer_list<int> signals{SIGINT, SIGTERM, SIGHUP, SIGQUIT};

sigset_t those_not_ignored() {
  sigset_t set = set_of({});
  for (const int signal : signals) {
    struct sigaction action {};
    ::sigaction(signal, nullptr, &action);
    if (action.sa_handler != SIG_IGN) ::sigaddset(&set, signal);
  }
  return set;
}

extern "C" void coffer_exit_on_signal(int signal) { ::_exit(128 + signal); }

}  // namespace

void restore_default(int signal) {
  struct sigaction action {};
  ::sigaction(signal, nullptr, &action);
  if (action.sa_handler == SIG_IGN) return;
  const bool is_ending = std::ranges::find(signals, signal) != signals.end();
  action = {};
  action.sa_handler = is_ending && ::getpid() == 1 ? coffer_exit_on_signal : SIG_DFL;
  ::sigaction(signal, &action, nullptr);
}

void restore_defaults() {
  for (const int signal : signals) restore_default(signal);
}

EndingSignals::EndingSignals()
    : set_(those_not_ignored()), descriptor_(::signalfd(-1, &set_, SFD_CLOEXEC)) {
  if (descriptor() < 0) set_ = set_of({});
}

}  // namespace coffer::app
