#include "app/system/signals.hpp"

#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <initializer_list>

namespace coffer::app {
namespace {

constexpr std::initializer_list<int> signals{SIGINT, SIGTERM, SIGHUP, SIGQUIT};

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

DeferredSignals::DeferredSignals() {
  ::sigemptyset(&ending_);
  for (const int signal : signals) {
    struct sigaction action {};
    ::sigaction(signal, nullptr, &action);
    if (action.sa_handler != SIG_IGN) ::sigaddset(&ending_, signal);
  }
  ::pthread_sigmask(SIG_SETMASK, nullptr, &before_);
  descriptor_ = ::signalfd(-1, &ending_, SFD_CLOEXEC);
  hold();
}

DeferredSignals::~DeferredSignals() {
  release();
  ::close(descriptor_);
}

void DeferredSignals::hold() {
  if (descriptor_ >= 0) ::pthread_sigmask(SIG_BLOCK, &ending_, nullptr);
}

void DeferredSignals::release() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

}  // namespace coffer::app
