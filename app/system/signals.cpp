#include "app/system/signals.hpp"

#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>

namespace coffer::app {
namespace {

constexpr std::initializer_list<int> signals{SIGINT, SIGTERM, SIGHUP, SIGQUIT};

// Those that by default do not end a program.
constexpr std::initializer_list<int> harmless{SIGCHLD, SIGCONT, SIGURG, SIGWINCH,
                                              SIGTSTP, SIGTTIN, SIGTTOU};

bool is_among(std::initializer_list<int> list, int signal) {
  return std::ranges::find(list, signal) != list.end();
}

sigset_t those_not_ignored(bool all) {
  sigset_t set = set_of({});
  for (int signal = 1; signal <= SIGRTMAX; ++signal) {
    if (all ? is_among(harmless, signal) : !is_among(signals, signal)) continue;
    struct sigaction action {};
    if (::sigaction(signal, nullptr, &action) == 0 && action.sa_handler != SIG_IGN)
      ::sigaddset(&set, signal);
  }
  return set;
}

extern "C" void coffer_exit_on_signal(int signal) { ::_exit(128 + signal); }

}  // namespace

void restore_default(int signal) {
  struct sigaction action {};
  ::sigaction(signal, nullptr, &action);
  if (action.sa_handler == SIG_IGN) return;
  const bool is_ending = is_among(signals, signal);
  action = {};
  action.sa_handler = is_ending && ::getpid() == 1 ? coffer_exit_on_signal : SIG_DFL;
  ::sigaction(signal, &action, nullptr);
}

void restore_defaults() {
  for (const int signal : signals) restore_default(signal);
}

EndingSignals::EndingSignals(bool all)
    : set_(those_not_ignored(all)), descriptor_(::signalfd(-1, &set_, SFD_CLOEXEC)) {
  if (descriptor() < 0) set_ = set_of({});
}

}  // namespace coffer::app
