#pragma once

#include <cstddef>
#include <string_view>

#include "app/system/environment.hpp"

namespace coffer::app {

// The descriptors of a run.
struct Streams {
  int out = 1;
  int err = 2;
};

// Writes all of `text`, and waits where the descriptor would block. Throws Error{output} where that
// is not possible. A reader that has gone away ends the process by SIGPIPE.
void write_all(int descriptor, std::string_view text);

// Writes a message to stderr. One that nobody reads is dropped, after a tenth of a second, or at
// once where the one before was, and ends nothing.
void write_message(const Streams& streams, std::string_view text);

bool is_terminal(int descriptor);

// Whether this process may paint on the terminal: it is not in the background of a shell there. May
// be called in a signal handler.
bool is_in_foreground(int terminal);

// Whether `descriptor` is a terminal that shows escape sequences as they are meant.
bool takes_escapes(int descriptor, const Environment& environment);

struct ScreenSize {
  std::size_t width = 80;
  std::size_t height = 24;
};

// In characters. What a terminal does not tell is as above.
ScreenSize screen_size(int terminal);

}  // namespace coffer::app
