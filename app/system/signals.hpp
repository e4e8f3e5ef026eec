#pragma once

#include <pthread.h>
#include <signal.h>

#include <initializer_list>

#include "app/system/descriptor.hpp"

namespace coffer::app {

inline sigset_t set_of(std::initializer_list<int> signals) {
  sigset_t set;
  ::sigemptyset(&set);
  for (const int signal : signals) ::sigaddset(&set, signal);
  return set;
}

// Keeps signals from the calling thread while it lives: these, or all of them. All are kept for
// good from the threads that are started meanwhile: a process's signal goes to any thread that does
// not block it, past the one that holds it back or has a handler for it; and a SIGPIPE goes to the
// thread that wrote.
class BlockedSignals {
 public:
  BlockedSignals() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_BLOCK, &all, &before_);
  }
  explicit BlockedSignals(const sigset_t& signals) {
    ::pthread_sigmask(SIG_BLOCK, &signals, &before_);
  }
  ~BlockedSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  BlockedSignals(const BlockedSignals&) = delete;
  BlockedSignals& operator=(const BlockedSignals&) = delete;

 private:
  sigset_t before_;
};

// The signals that end a program (SIGINT, SIGTERM, SIGHUP, SIGQUIT), but for those that are
// ignored, as under nohup: signalfd would report them. Where the system has no descriptor left,
// none.
class EndingSignals {
 public:
  EndingSignals() : EndingSignals(false) {}

  // With `all`, every one that would end it, such as SIGUSR1 and SIGPIPE.
  explicit EndingSignals(bool all);

  const sigset_t& set() const { return set_; }

  // For poll: readable while one of them is held back. Not to be read from. -1 where there is none.
  int descriptor() const { return descriptor_.number(); }

 private:
  sigset_t set_;
  Descriptor descriptor_;
};

// Holds them back from the calling thread while something must be put in order first, such as a
// terminal. When it dies they take their course.
class DeferredSignals : public EndingSignals {
 public:
  using EndingSignals::EndingSignals;

 private:
  BlockedSignals blocked_{set()};
};

// Gives a signal that is not ignored its default effect. Process 1, as the first one of a container
// is, gets no signal without a handler: there SIGINT, SIGTERM, SIGHUP and SIGQUIT get one that
// exits with the status that shells give. May be called in a signal handler.
void restore_default(int signal);

// The same for these four.
void restore_defaults();

}  // namespace coffer::app
