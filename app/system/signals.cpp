#include "app/system/signals.hpp"

#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <initializer_list>

namespace coffer::app {
namespace {

constexpr std::initializer_list<int> signals{SIGINT, SIGTERM, SIGHUP, SIGQUIT};

int last_held = 0;

}  // namespace

HeldSignals::HeldSignals() {
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

HeldSignals::~HeldSignals() {
  release();
  ::close(descriptor_);
}

void HeldSignals::hold() {
  if (descriptor_ >= 0) ::pthread_sigmask(SIG_BLOCK, &ending_, nullptr);
}

void HeldSignals::release() {
  sigset_t pending;
  ::sigpending(&pending);
  for (const int signal : signals) {
    if (::sigismember(&pending, signal) == 1) last_held = signal;
  }
  ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

int HeldSignals::last() { return last_held; }

}  // namespace coffer::app
