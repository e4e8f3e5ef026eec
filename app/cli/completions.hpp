#pragma once

#include <string>
#include <string_view>

#include "app/cli/command.hpp"

namespace coffer::app {

// The script that completes coffer's command line in a shell: options that apply, values, columns,
// stored profiles by name. None of them evaluates what it finds, a file's name in particular.
std::string bash_completion(Commands commands);
std::string zsh_completion(Commands commands);
std::string fish_completion(Commands commands);

// The files completion.*, where "{{name}}" stands for what is made of the tables.
extern const std::string_view bash_script;
extern const std::string_view zsh_script;
extern const std::string_view fish_script;

}  // namespace coffer::app
