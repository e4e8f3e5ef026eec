#pragma once

#include <string>

#include "app/cli/command.hpp"

namespace coffer::app {

// The help for all of coffer, for one command, and for a call without arguments. No line has more
// than 80 columns.
std::string general_help(Commands commands);
std::string command_help(const Command& command);
std::string short_help(Commands commands);

// What an option is for, its choices put in.
std::string help_text(const Option& option);

}  // namespace coffer::app
