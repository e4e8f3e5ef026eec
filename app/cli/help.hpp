#pragma once

#include <string>

#include "app/cli/option_table.hpp"

namespace coffer::app {

// The help for all of coffer, for one command, and for a call without arguments.
std::string general_help();
std::string command_help(const CommandEntry& command);
std::string short_help();

}  // namespace coffer::app
