#pragma once

#include <signal.h>
#include <termios.h>

#include <optional>
#include <string_view>

#include "app/system/descriptor.hpp"
#include "app/system/secret_input.hpp"
#include "app/system/signals.hpp"
#include "app/system/streams.hpp"
#include "coffer/secret.hpp"

namespace coffer::app {

// Reads lines from stdin without echo. A terminal is put in order again before a signal ends or
// stops the program. Once continued, or brought to the foreground, the program prompts again.
class HiddenInput {
 public:
  explicit HiddenInput(const Streams& streams);
  ~HiddenInput();

  // The next line, without its end. On a terminal `prompt` is shown first. Throws Error{config}
  // where there is none, or one of more than 64 KiB, and Interrupted for a signal that ends.
  Secret line(std::string_view prompt);

 private:
  void hide_echo();
  void show_echo() const;
  void follow_job_control();

  const Streams& streams_;
  const DeferredSignals signals_{true};
  const bool is_terminal_;
  const sigset_t job_control_signals_ = set_of({SIGTSTP, SIGCONT});
  const Descriptor job_control_;  // readable while SIGTSTP or SIGCONT is pending
  std::optional<BlockedSignals> blocked_;
  std::optional<termios> mode_;  // as it was found
  SecretInput input_;
};

}  // namespace coffer::app
