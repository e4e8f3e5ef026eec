#pragma once

#include <pthread.h>
#include <signal.h>

namespace coffer::app {

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
