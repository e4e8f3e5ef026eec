#pragma once

#include <termios.h>

#include <string>
#include <string_view>

#include "app/system/signals.hpp"
#include "app/system/streams.hpp"
#include "coffer/secret.hpp"

namespace coffer::app {

// Lines from stdin that nobody may see. Where stdin is a terminal it does not echo them while this
// lives, and is put in order again before a signal ends the program.
class HiddenInput {
 public:
  explicit HiddenInput(const Streams& streams);
  ~HiddenInput();
  HiddenInput(const HiddenInput&) = delete;
  HiddenInput& operator=(const HiddenInput&) = delete;

  // The next line, without its end. On a terminal `prompt` is shown first. Throws Error{config}
  // where there is none, or one of more than 64 KiB.
  Secret line(std::string_view prompt);

 private:
  const Streams& streams_;
  const HeldSignals signals_;
  termios mode_{};  // as it was found
  const bool is_terminal_;
  std::string text_;  // read, but not yet a line
  std::size_t size_ = 0;
};

}  // namespace coffer::app
