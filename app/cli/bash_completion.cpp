#include <fmt/format.h>

#include "app/cli/completions.hpp"
#include "app/system/shell.hpp"

namespace coffer::app {
namespace {

constexpr std::string_view beginning =
    R"(# bash completion for coffer, printed by `coffer completion bash`

# Offers the words that begin like the current one. Nothing is evaluated.
_coffer_offer() {
  local word
  for word; do
    [[ $word != "$current"* ]] || COMPREPLY+=("$word")
  done
}

# The stored profiles, as `coffer profiles` lists them.
_coffer_profiles() {
  local LC_ALL=C directory=${XDG_CONFIG_HOME-} file
  [[ $directory == /* ]] || directory=${HOME:+$HOME/.config}
  [[ -n $directory ]] || return 0
  # Whatever the shell does with patterns that nothing matches.
  while read -r file; do
    [[ ! -d $file ]] || continue
    file=${file##*/}
    file=${file%.json}
    [[ ! $file =~ ^[A-Za-z0-9][A-Za-z0-9._-]*$ ]] || _coffer_offer "$file"
  done < <(set +f; shopt -u failglob nullglob; printf '%s\n' "$directory"/coffer/*.json)
}

# A profile's name, or a path.
_coffer_profile() {
  if [[ $current == */* ]]; then
    compopt -o default
  else
    _coffer_profiles
  fi
}

# The last of several columns that are joined by commas, among those not yet given.
_coffer_columns() {
  local column given=''
  [[ $current != *,* ]] || given=${current%,*},
  for column in $columns; do
    [[ ,$given == *",$column,"* ]] || _coffer_offer "$given$column"
  done
  [[ ${#COMPREPLY[@]} -ne 1 ]] || compopt -o nospace
}

# A column, after a '-' to reverse.
_coffer_sorted_column() {
  local column reverse=''
  [[ $current != -* ]] || reverse=-
  for column in $columns; do
    _coffer_offer "$reverse$column"
  done
}

)";

// What completes the value of an option, or a word after a command; nothing where nothing does.
std::string offer(const Value& value, Commands commands) {
  if (value.choices != nullptr) return "_coffer_offer " + value.choices();
  switch (value.completion) {
    case Completion::file:
      return "compopt -o default";
    case Completion::directory:
      return "compopt -o dirnames";
    case Completion::profile:
      return "_coffer_profile";
    case Completion::columns:
      return "_coffer_columns";
    case Completion::sorted_column:
      return "_coffer_sorted_column";
    case Completion::logged_column:
      return "_coffer_offer " + listed(logged_columns(commands));
    case Completion::nothing:
      break;
  }
  return {};
}

std::string case_line(std::string_view pattern, std::string_view action) {
  return fmt::format("    {}) {} ;;\n", pattern, action);
}

}  // namespace

std::string bash_completion(Commands commands) {
  std::string with_value;
  std::string silent;  // of these, whose value nothing completes
  std::string values;
  std::string all;
  for (const Option* option : options_of(commands)) {
    all += option_words(*option, " ") + " ";
    if (option->value.name.empty()) continue;
    const std::string pattern = option_words(*option, " | ");
    with_value.append(with_value.empty() ? "" : " | ").append(pattern);
    const std::string action = offer(option->value, commands);
    if (action.empty()) {
      silent.append(silent.empty() ? "" : " | ").append(pattern);
    } else {
      values += case_line(pattern, action + "; return");
    }
  }
  std::string columns;
  std::string options;
  std::string words;
  for (const Command* command : commands) {
    std::string own;
    for (const Option* option : options_of(*command)) own += fmt::format("--{} ", option->name);
    options += case_line(command->name, fmt::format("_coffer_offer {}--help", own));
    if (command->columns != nullptr) {
      columns += case_line(
          command->name, fmt::format("columns={}", single_quoted(listed(column_names(*command)))));
    }
    if (const std::string action = offer(command->positional.value, commands); !action.empty()) {
      words += case_line(command->name, action);
    }
  }
  values += case_line(silent, "return");

  return fmt::format(
      R"({}_coffer() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD - 1]}}
  local command='' columns='' i IFS=$' \t\n'

  # bash splits --option=value at the '='.
  if [[ $current == = ]]; then
    current=''
  elif [[ $previous == = ]]; then
    previous=${{COMP_WORDS[COMP_CWORD - 2]}}
  fi

  for ((i = 1; i < COMP_CWORD; ++i)); do
    case ${{COMP_WORDS[i - 1]}} in
      = | {}) continue ;;
    esac
    case ${{COMP_WORDS[i]}} in
      {})
        command=${{COMP_WORDS[i]}}
        break
        ;;
    esac
  done
  case $command in
{}  esac

  COMPREPLY=()
  case $previous in
{}  esac
  case $command:$current in
    :-*) _coffer_offer {}--help --version ;;
    help:-*) ;;
    *:-*) _coffer_options ;;
    :* | help:*) _coffer_offer {} ;;
    *) _coffer_words ;;
  esac
}}

# The options of the command.
_coffer_options() {{
  case $command in
{}  esac
}}

# What follows the command.
_coffer_words() {{
  case $command in
{}  esac
}}

complete -F _coffer coffer
)",
      beginning, with_value, fmt::join(command_names(commands), " | "), columns, values, all,
      listed(command_names(commands)), options, words);
}

}  // namespace coffer::app
