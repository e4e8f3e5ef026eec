#include "app/system/signals.hpp"

#include <poll.h>
#include <signal.h>

#include "test/catch.hpp"

namespace coffer::app {
namespace {

volatile sig_atomic_t taken = 0;

bool is_readable(int descriptor) {
  pollfd event{.fd = descriptor, .events = POLLIN, .revents = 0};
  return ::poll(&event, 1, 0) == 1;
}

TEST_CASE("a held signal is told at once and takes its course later") {
  const auto handler = ::signal(SIGTERM, [](int) { taken = 1; });
  {
    const DeferredSignals held;
    CHECK_FALSE(is_readable(held.descriptor()));
    ::raise(SIGTERM);
    CHECK(is_readable(held.descriptor()));
    CHECK(taken == 0);
  }
  CHECK(taken == 1);
  ::signal(SIGTERM, handler);
}

TEST_CASE("only on request is every signal held that would end a program") {
  const DeferredSignals held;
  const EndingSignals all(true);
  for (const int signal : {SIGUSR1, SIGUSR2, SIGALRM, SIGXCPU, SIGPROF, SIGRTMIN}) {
    CAPTURE(signal);
    CHECK(::sigismember(&held.set(), signal) == 0);
    CHECK(::sigismember(&all.set(), signal) == 1);
  }
  for (const int signal : {SIGCHLD, SIGCONT, SIGWINCH, SIGTSTP, SIGTTOU}) {
    CAPTURE(signal);
    CHECK(::sigismember(&all.set(), signal) == 0);
  }
  CHECK(::sigismember(&all.set(), SIGTERM) == 1);
}

TEST_CASE("an ignored signal is not held") {
  const auto handler = ::signal(SIGHUP, SIG_IGN);
  const DeferredSignals held;
  ::raise(SIGHUP);
  CHECK_FALSE(is_readable(held.descriptor()));
  ::signal(SIGHUP, handler);
}

}  // namespace
}  // namespace coffer::app
