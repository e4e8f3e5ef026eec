#pragma once

#include <span>
#include <string_view>

#include "app/cli/options.hpp"

namespace coffer::app {

// A set of commands, one bit each.
using CommandSet = unsigned;
constexpr CommandSet set_of(Command command) { return 1U << static_cast<unsigned>(command); }

struct CommandEntry {
  Command command;
  std::string_view name;
  std::string_view arguments;  // as a usage line shows them
  std::string_view summary;
  std::string_view examples;  // lines of help, each ended by LF
};

// One option of the command line: parsing, help and the check that it applies all follow from this.
struct OptionEntry {
  std::string_view long_name;  // without its dashes
  char short_name;             // '\0': none
  std::string_view argument;   // its name in help; empty for a flag
  CommandSet commands;         // that it applies to
  std::string_view help;
  void (*apply)(Options& options, std::string_view value);  // throws Error{usage}
};

std::span<const CommandEntry> command_table();
std::span<const OptionEntry> option_table();

}  // namespace coffer::app
