#pragma once

#include <pthread.h>
#include <signal.h>

namespace coffer::app {

// Holds the signals that end a program (SIGINT, SIGTERM, SIGHUP, SIGQUIT) back from the calling
// thread while something must be put in order first, such as a terminal. When it dies they take
// their course. One that is ignored, as under nohup, is not held: signalfd would report it. Where
// the system has no descriptor left, none is held.
class HeldSignals {
 public:
  HeldSignals();
  ~HeldSignals();
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;

  // For poll: readable while a signal is held. Not to be read from. -1 where none can be held.
  int descriptor() const { return descriptor_; }

  // Lets the signals take their course for a while, and holds them again.
  void release();
  void hold();

  // The signal that was held last when signals were released; 0: none. It has ended the process,
  // but for one that the kernel protects from signals: the first of a container.
  static int last();

 private:
  sigset_t ending_;
  sigset_t before_;
  int descriptor_;
};

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
