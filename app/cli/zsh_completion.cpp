#include <fmt/format.h>

#include "app/cli/completions.hpp"
#include "app/cli/help.hpp"
#include "app/system/shell.hpp"

namespace coffer::app {
namespace {

constexpr std::string_view beginning = R"(#compdef coffer
# zsh completion for coffer, printed by `coffer completion zsh`

# The stored profiles, as `coffer profiles` lists them, or a path.
_coffer_profile() {
  local directory=${XDG_CONFIG_HOME:-} file
  local -a names
  [[ $directory == /* ]] || directory=${HOME:+$HOME/.config}
  [[ -n $directory ]] && for file in $directory/coffer/*.json(N-^/:t:r); do
    [[ $file == [A-Za-z0-9]* && $file != *[^A-Za-z0-9._-]* ]] && names+=($file)
  done
  if [[ $PREFIX == */* ]]; then
    _files
  else
    compadd -a names
  fi
}

_coffer_columns() {
  _values -s , column $columns
}

_coffer_sorted_column() {
  compset -P -
  compadd -a columns
}

# Whether an option of these commands may stand here. Before the command any may.
_coffer_takes() {
  [[ -z $command || " $* " == *" $command "* ]]
}

)";

// Text within a specification of _arguments, in quotes.
std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') result += '\\';
    result += c;
  }
  return result;
}

std::string action(const Value& value, Commands commands) {
  if (value.choices != nullptr) return "(" + value.choices() + ")";
  switch (value.completion) {
    case Completion::file:
      return "_files";
    case Completion::directory:
      return "_files -/";
    case Completion::profile:
      return "_coffer_profile";
    case Completion::columns:
      return "_coffer_columns";
    case Completion::sorted_column:
      return "_coffer_sorted_column";
    case Completion::logged_column:
      return "(" + listed(logged_columns(commands)) + ")";
    case Completion::nothing:
      return "";
  }
  return "";
}

// The '*' lets an option stand again: of most the last one counts, others add up.
std::string specification(const Option& option, Commands commands) {
  const bool has_value = !option.value.name.empty();
  const std::string name = fmt::format("--{}{}", option.name, has_value ? "=" : "");
  const std::string names =
      option.short_name != '\0'
          ? fmt::format("'*'{{-{}{},{}}}", option.short_name, has_value ? "+" : "", name)
          : fmt::format("'*'{}", name);
  std::string rest = fmt::format("[{}]", escaped(help_text(option)));
  if (has_value) {
    rest += fmt::format(":{}:{}", escaped(option.value.name), action(option.value, commands));
  }
  return names + single_quoted(rest);
}

}  // namespace

std::string zsh_completion(Commands commands) {
  std::string with_value;
  std::string options;
  for (const Option* option : options_of(commands)) {
    options += fmt::format("  _coffer_takes {} && options+=({})\n", takers(commands, option->name),
                           specification(*option, commands));
    if (option->value.name.empty()) continue;
    with_value.append(with_value.empty() ? "" : "|").append(option_words(*option, "|"));
  }
  std::string described;
  std::string columns;
  std::string words;
  for (const Command* command : commands) {
    described += fmt::format("    {}\n",
                             single_quoted(fmt::format("{}:{}", command->name, command->summary)));
    if (command->columns != nullptr) {
      columns +=
          fmt::format("    {}) columns=({}) ;;\n", command->name, listed(column_names(*command)));
    }
    const Value& value = command->positional.value;
    if (command->positional.apply == nullptr) continue;
    words +=
        fmt::format("    {}) options+=({}) ;;\n", command->name,
                    single_quoted(fmt::format("*:{}:{}", value.name, action(value, commands))));
  }

  return fmt::format(R"({}_coffer() {{
  local command= curcontext=$curcontext context state state_descr line
  local -a commands columns options
  local -A opt_args
  local -i i
  commands=(
{}    "help:show a command's examples and options"
  )

  # The command is the first word that is neither an option nor an option's value.
  for ((i = 2; i < CURRENT; ++i)); do
    [[ ${{words[i]}} == -* || ${{words[i - 1]}} == ({}) ]] && continue
    command=${{words[i]}}
    break
  done

  case $command in
{}  esac

{}  case $command in
    help) options=('*:command:->command') ;;
    '') options+=('--version[the versions of coffer and its libraries]' ':command:->command') ;;
    *) options+=(':command:') ;;
  esac
  case $command in
{}  esac
  [[ $command == help ]] || options+=({{-h,--help}}'[examples, options and columns]')

  _arguments -s $options && return
  [[ $state == command ]] && _describe -t commands command commands
}}

# Found in fpath, this file is the function at its first call; else it is sourced.
if [[ $funcstack[1] == _coffer ]]; then
  _coffer "$@"
else
  compdef _coffer coffer
fi
)",
                     beginning, described, with_value, columns, options, words);
}

}  // namespace coffer::app
