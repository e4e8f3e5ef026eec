#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/cli/command.hpp"

namespace coffer::app {

// The script that completes coffer's command line in a shell: options that apply, values, columns,
// stored profiles by name. None of them evaluates what it finds, a file's name in particular.
std::string bash_completion(Commands commands);
std::string zsh_completion(Commands commands);
std::string fish_completion(Commands commands);

// What scripts are made of.

// The names, separated by spaces.
std::string listed(const std::vector<std::string>& names);
std::vector<std::string> command_names(Commands commands);  // and "help"

// What --columns may name.
std::vector<std::string> column_names(const Command& command);

// The columns of numbers that logs can have.
std::vector<std::string> logged_columns(Commands commands);

// The commands that an option of this name applies to.
std::string takers(Commands commands, std::string_view name);

// "-o, --output", between the separators that a shell wants.
std::string option_words(const Option& option, std::string_view separator);

}  // namespace coffer::app
