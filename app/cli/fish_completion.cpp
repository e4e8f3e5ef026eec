#include <fmt/format.h>

#include "app/cli/completions.hpp"
#include "app/cli/help.hpp"

namespace coffer::app {
namespace {

constexpr std::string_view profiles = R"(
# The stored profiles, as `coffer profiles` lists them, or a path.
function __coffer_profile
    if string match -q '*/*' -- (commandline -ct)
        __fish_complete_path (commandline -ct | string replace -r '^--profile=' '')
        return
    end
    set -l directory
    set -q HOME; and set directory $HOME/.config
    string match -q '/*' -- "$XDG_CONFIG_HOME"; and set directory $XDG_CONFIG_HOME
    for file in $directory/coffer/*.json
        test -d $file; and continue
        string replace -r '.*/(.*)\.json$' '$1' -- $file | string match -r '^[A-Za-z0-9][A-Za-z0-9._-]*$'
    end
end

function __coffer_column_list
    set -l given (string match -r '.*,' -- (commandline -ct | string replace -r '^--columns=' ''))
    for column in (__coffer_columns)
        string match -q "*,$column,*" -- ",$given"; or echo "$given$column"
    end
end

function __coffer_sorted_column
    set -l reverse (string match -r '^-(?!-)' -- (commandline -ct | string replace -r '^--sort=' ''))
    printf '%s\n' "$reverse"(__coffer_columns)
end
)";

std::string fish_quoted(std::string_view text) {
  std::string word = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') word += '\\';
    word += c;
  }
  return word + "'";
}

// The flags of `complete` for what may stand in the place of a value.
std::string flags(const Value& value, Commands commands) {
  if (value.choices != nullptr) return "-xa " + fish_quoted(value.choices());
  switch (value.completion) {
    case Completion::file:
      return "-rF";
    case Completion::directory:
      return "-xa '(__fish_complete_directories)'";
    case Completion::profile:
      return "-xa '(__coffer_profile)'";
    case Completion::columns:
      return "-xa '(__coffer_column_list)'";
    case Completion::sorted_column:
      return "-xa '(__coffer_sorted_column)'";
    case Completion::logged_column:
      return "-xa " + fish_quoted(listed(logged_columns(commands)));
    case Completion::nothing:
      return "-x";
  }
  return "-x";
}

}  // namespace

std::string fish_completion(Commands commands) {
  std::string with_value;
  std::string options;
  for (const Option* option : options_of(commands)) {
    options += fmt::format(
        "complete -c coffer -n '__coffer_takes {}'{} -l {}{} -d {}\n",
        takers(commands, option->name),
        option->short_name != '\0' ? fmt::format(" -s {}", option->short_name) : "", option->name,
        option->value.name.empty() ? "" : " " + flags(option->value, commands),
        fish_quoted(help_text(*option)));
    if (!option->value.name.empty()) with_value += " " + option_words(*option, " ");
  }
  std::string columns;
  std::string lines;
  std::string words;
  for (const Command* command : commands) {
    lines += fmt::format("complete -c coffer -n '__coffer_is \"\"' -a {} -d {}\n", command->name,
                         fish_quoted(command->summary));
    if (command->columns != nullptr) {
      columns += fmt::format("        case {}\n            printf '%s\\n' {}\n", command->name,
                             listed(column_names(*command)));
    }
    const Value& value = command->positional.value;
    if (value.choices == nullptr && value.completion == Completion::nothing) continue;
    words += fmt::format("complete -c coffer -n '__coffer_is {}' {}\n", command->name,
                         value.completion == Completion::file ? "-F" : flags(value, commands));
  }
  const std::string names = listed(command_names(commands));

  return fmt::format(R"(# fish completion for coffer, printed by `coffer completion fish`

# The command on the line: the first word that is neither an option nor an option's value.
function __coffer_command
    set -l previous
    for word in (commandline -opc)[2..-1]
        if not string match -q -- '-*' $word; and not contains -- "$previous"{}
            echo $word
            return
        end
        set previous $word
    end
end

function __coffer_is
    test (__coffer_command | string collect -a) = "$argv"
end

# Whether an option of these commands may stand here. Before the command any may.
function __coffer_takes
    contains -- (__coffer_command | string collect -a) '' $argv
end

function __coffer_columns
    switch (__coffer_command | string collect -a)
{}        case '*'
            printf '%s\n' profile timestamp
    end
end
{}
complete -c coffer -f

{}complete -c coffer -n '__coffer_is ""' -a help -d "show a command's examples and options"
complete -c coffer -n '__coffer_is ""' -l version -d 'the versions of coffer and its libraries'
complete -c coffer -n '__coffer_is help' -a {}
complete -c coffer -n 'not __coffer_is help' -s h -l help -d 'examples, options and columns'

{}
{})",
                     with_value, columns, profiles, lines, fish_quoted(names), words, options);
}

}  // namespace coffer::app
