#include "app/cli/completions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "app/cli/help.hpp"
#include "app/system/shell.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

// What --columns may name, separated by spaces; empty where a command has no columns.
std::string column_names(const Command& command) {
  std::vector<std::string> names;
  if (command.columns == nullptr) return {};
  for (const Column& column : command.columns(nullptr)) names.push_back(column.key);
  for (const char* always : {"profile", "timestamp"}) {
    if (std::ranges::find(names, always) == names.end()) names.emplace_back(always);
  }
  return join(names, " ");
}

bool takes_value(const Option& option) { return !option.value.name.empty(); }

// "-o --output"
std::string names_of(const Option& option) {
  if (option.short_name == '\0') return fmt::format("--{}", option.name);
  return fmt::format("-{} --{}", option.short_name, option.name);
}

// How a shell has it.
struct Dialect {
  std::string_view shell;
  const std::string_view* script;
  std::string_view command;  // its name and its summary
  std::string_view columns;  // of a command
  std::string_view words;    // what follows a command: what that is called, what completes it

  // Of the option, those that take it are named, and what completes its value.
  std::string (*option)(const Option& option, std::string_view takers, std::string_view action);

  // What completes a value, by Completion; the last one offers the words that stand for "{}".
  std::array<std::string_view, 7> actions;
};

std::string action(const Dialect& dialect, const Value& value) {
  if (!value.choices.empty())
    return fmt::format(fmt::runtime(dialect.actions.back()), value.choices);
  return std::string(dialect.actions.at(static_cast<std::size_t>(value.completion)));
}

std::string bash_option(const Option& option, std::string_view takers, std::string_view action) {
  return fmt::format("  _coffer_option '{}' '{}'{}{}\n", takers, names_of(option),
                     takes_value(option) ? " " : "", takes_value(option) ? action : "");
}

// Text within a specification of zsh's _arguments.
std::string zsh_escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (std::string_view("[]:\\").find(c) != text.npos) result += '\\';
    result += c;
  }
  return result;
}

// The '*' lets an option stand again: of most the last one counts, others add up.
std::string zsh_option(const Option& option, std::string_view takers, std::string_view action) {
  const bool has_value = takes_value(option);
  std::string names = fmt::format("--{}{}", option.name, has_value ? "=" : "");
  if (option.short_name != '\0')
    names = fmt::format("{{-{}{},{}}}", option.short_name, has_value ? "+" : "", names);
  std::string rest = fmt::format("[{}]", zsh_escaped(help_text(option)));
  if (has_value) rest += fmt::format(":{}:{}", zsh_escaped(option.value.name), action);
  return fmt::format("  _coffer_takes {} && options+=('*'{}{})\n", takers, names, shell_word(rest));
}

std::string fish_option(const Option& option, std::string_view takers, std::string_view action) {
  return fmt::format("complete -c coffer -n '__coffer_takes {}'{} -l {}{} -d {}\n", takers,
                     option.short_name != '\0' ? fmt::format(" -s {}", option.short_name) : "",
                     option.name, takes_value(option) ? fmt::format(" -r {}", action) : "",
                     shell_word(help_text(option)));
}

constexpr std::array dialects{
    Dialect{.shell = "bash",
            .script = &bash_script,
            .command = "",
            .columns = "    {}) columns='{}' ;;\n",
            .words = "    {0}) {2} ;;\n",
            .option = bash_option,
            .actions = {":", "compopt -o default", "compopt -o dirnames", "_coffer_profile",
                        "_coffer_columns", "_coffer_sorted_column", "_coffer_offer {}"}},
    Dialect{.shell = "zsh",
            .script = &zsh_script,
            .command = "    {}:{}\n",
            .columns = "    {}) columns=({}) ;;\n",
            .words = "    {}) options+=('*:{}:{}') ;;\n",
            .option = zsh_option,
            .actions = {"", "_files", "_files -/", "_coffer_profile", "_coffer_columns",
                        "_coffer_sorted_column", "({})"}},
    Dialect{
        .shell = "fish",
        .script = &fish_script,
        .command = "complete -c coffer -n '__coffer_is \"\"' -a {} -d {}\n",
        .columns = "        case {}\n            printf '%s\\n' {}\n",
        .words = "complete -c coffer -n '__coffer_is {0}' {2}\n",
        .option = fish_option,
        .actions = {"-f", "-F", "-fa '(__fish_complete_directories)'", "-fa '(__coffer_profile)'",
                    "-fa '(__coffer_column_list)'", "-fa '(__coffer_sorted_column)'", "-fa '{}'"}},
};

}  // namespace

std::string completion_script(std::string_view shell, Commands commands) {
  const Dialect& dialect = *std::ranges::find(dialects, shell, &Dialect::shell);
  std::string command_lines;
  std::string command_names;
  std::string columns;
  std::string words;
  for (const Command* command : commands) {
    const auto add = [&](std::string& lines, std::string_view line, const auto&... parts) {
      lines += fmt::format(fmt::runtime(line), command->name, parts...);
    };
    add(command_lines, dialect.command, shell_word(command->summary));
    add(command_names, "{} ");
    if (command->columns != nullptr) add(columns, dialect.columns, column_names(*command));
    const Value& value = command->positional.value;
    if (!value.name.empty()) add(words, dialect.words, value.name, action(dialect, value));
  }
  std::string options;
  std::vector<std::string> valued;
  for (const Option* option : options_of(commands)) {
    options += dialect.option(*option, join(takers(commands, *option), " "),
                              action(dialect, option->value));
    if (takes_value(*option)) valued.push_back(names_of(*option));
  }
  std::string script(*dialect.script);
  for (const auto& [mark, text] :
       {std::pair<std::string_view, std::string>("{{commands}}\n", command_lines),
        {"{{command_names}}", command_names + "help"},
        {"{{columns}}\n", columns},
        {"{{words}}\n", words},
        {"{{options}}\n", options},
        {"{{valued}}", join(valued, " ")}}) {
    for (std::size_t at; (at = script.find(mark)) != script.npos;)
      script.replace(at, mark.size(), text);
  }
  return script;
}

}  // namespace coffer::app
