#pragma once

#include <pthread.h>
#include <signal.h>

namespace coffer::app {

// Holds the signals that end a program (SIGINT, SIGTERM, SIGHUP, SIGQUIT) back from the calling
// thread while something must be put in order first, such as a terminal. When it dies they take
// their course. One that is ignored, as under nohup, is not held: signalfd would report it. Where
// the system has no descriptor left, none is held.
class DeferredSignals {
 public:
  DeferredSignals();
  ~DeferredSignals();
  DeferredSignals(const DeferredSignals&) = delete;
  DeferredSignals& operator=(const DeferredSignals&) = delete;

  // For poll: readable while a signal is held. Not to be read from. -1 where none can be held.
  int descriptor() const { return descriptor_; }

  // Lets the signals take their course for a while, and holds them again.
  void release();
  void hold();

 private:
  sigset_t ending_;
  sigset_t before_;
  int descriptor_;
};

// Gives a signal that is not ignored its default effect. Process 1, as the first one of a container
// is, gets no signal without a handler: there SIGINT, SIGTERM, SIGHUP and SIGQUIT get one that
// exits with the status that shells give. May be called in a signal handler.
void restore_default(int signal);

// The same for these four.
void restore_defaults();

// Keeps all signals from the calling thread while it lives, and for good from the threads that are
// started meanwhile: a process's signal goes to any thread that does not block it, past the one
// that holds it back or has a handler for it; and a SIGPIPE goes to the thread that wrote.
class BlockedSignals {
 public:
  BlockedSignals() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~BlockedSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  BlockedSignals(const BlockedSignals&) = delete;
  BlockedSignals& operator=(const BlockedSignals&) = delete;

 private:
  sigset_t before_;
};

}  // namespace coffer::app
