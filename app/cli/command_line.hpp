#pragma once

#include <span>
#include <string>
#include <variant>

#include "app/cli/command.hpp"

namespace coffer::app {

// What a command line asks for that needs nothing but the command line: help or the versions.
struct ImmediateOutput {
  std::string text;
  bool usage_error = false;  // `coffer` alone: the text belongs on stderr
};

// Reads the arguments after the program's name, one of which is the name of a command. Options may
// stand before or after the command; of a single-valued option given twice, the last one counts.
//
// Throws Error{usage}. Its message names what is wrong and the nearest command or option, and never
// repeats an argument that could be a secret.
std::variant<Options, ImmediateOutput> parse_command_line(std::span<const char* const> arguments,
                                                          Commands commands);

}  // namespace coffer::app
