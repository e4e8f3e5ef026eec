#pragma once

#include <string>
#include <string_view>

#include "app/cli/command.hpp"

namespace coffer::app {

// The script that completes coffer's command line in bash, zsh or fish: options that apply, values,
// columns, stored profiles by name. It evaluates nothing that it finds, a file's name in
// particular.
std::string completion_script(std::string_view shell, Commands commands);

// The files completion.*, where "{{name}}" stands for what is made of the tables.
extern const std::string_view bash_script;
extern const std::string_view zsh_script;
extern const std::string_view fish_script;

}  // namespace coffer::app
