#pragma once

#include <csignal>

namespace coffer::app {

// Holds the signals that end a program (SIGINT, SIGTERM, SIGHUP, SIGQUIT) back from the calling
// thread while something must be put in order first, such as a terminal. When it dies they take
// their course. One that is ignored, as under nohup, is left alone: Linux would tell it as well.
class HeldSignals {
 public:
  HeldSignals();
  ~HeldSignals();
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;

  // For poll: readable once a signal is held. Not to be read from.
  int descriptor() const { return descriptor_; }

 private:
  sigset_t before_;
  int descriptor_;
};

}  // namespace coffer::app
