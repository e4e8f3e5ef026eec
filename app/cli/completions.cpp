#include "app/cli/completions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "app/cli/help.hpp"
#include "app/system/shell.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

using Names = std::vector<std::string>;

Names command_names(Commands commands) {
  Names names;
  for (const Command* command : commands) names.emplace_back(command->name);
  names.emplace_back("help");
  return names;
}

// What --columns may name, separated by spaces; empty where a command has no columns.
std::string column_names(const Command& command) {
  Names names;
  if (command.columns == nullptr) return {};
  for (const Column& column : command.columns(nullptr)) names.push_back(column.key);
  for (const char* always : {"profile", "timestamp"}) {
    if (std::ranges::find(names, always) == names.end()) names.emplace_back(always);
  }
  return join(names, " ");
}

bool takes_value(const Option& option) { return !option.value.name.empty(); }

// "-o, --output" for each of the options, and between them the separator, too.
std::string option_names(std::span<const Option* const> options, std::string_view separator) {
  Names names;
  for (const Option* option : options) {
    if (option->short_name != '\0') names.push_back({'-', option->short_name});
    names.push_back(fmt::format("--{}", option->name));
  }
  return join(names, separator);
}

// What completes a value in a shell, by Completion; the last one offers the words that stand for
// "{}".
using Actions = std::array<std::string_view, 7>;

std::string action(const Actions& actions, const Value& value) {
  if (!value.choices.empty()) return fmt::format(fmt::runtime(actions.back()), value.choices);
  return std::string(actions.at(static_cast<std::size_t>(value.completion)));
}

using Parts = std::map<std::string_view, std::string>;

// Those that every script has. "valued" is a regular expression of the options that take a value,
// and so of a word that is followed by one; short ones may stand behind others: "-qo".
Parts common_parts(Commands commands) {
  std::string letters;
  Names names;
  for (const Option* option : options_of(commands)) {
    if (!takes_value(*option)) continue;
    names.emplace_back(option->name);
    if (option->short_name != '\0') letters += option->short_name;
  }
  Parts parts;
  parts["short_valued"] = fmt::format("-[^-{0}]*[{0}]", letters);
  parts["valued"] = fmt::format("{}|--({})", parts["short_valued"], join(names, "|"));
  parts["command_words"] = join(command_names(commands), " ");
  return parts;
}

// The script with the parts in their places. A part that is lines stands for a line.
std::string filled(std::string_view script, const Parts& parts) {
  std::string text;
  for (std::size_t begin; (begin = script.find("{{")) != script.npos;) {
    const std::size_t end = script.find("}}", begin);
    const std::string& part = parts.at(script.substr(begin + 2, end - begin - 2));
    text.append(script.substr(0, begin)).append(part);
    script.remove_prefix(end + (part.ends_with('\n') ? 3 : 2));
  }
  return text.append(script);
}

std::string case_line(std::string_view pattern, std::string_view action) {
  return fmt::format("    {}) {} ;;\n", pattern, action);
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
std::string zsh_specification(const Option& option, const std::string& action) {
  const bool has_value = takes_value(option);
  const std::string name = fmt::format("--{}{}", option.name, has_value ? "=" : "");
  const std::string names =
      option.short_name != '\0'
          ? fmt::format("'*'{{-{}{},{}}}", option.short_name, has_value ? "+" : "", name)
          : fmt::format("'*'{}", name);
  std::string rest = fmt::format("[{}]", zsh_escaped(help_text(option)));
  if (has_value) rest += fmt::format(":{}:{}", zsh_escaped(option.value.name), action);
  return names + shell_word(rest);
}

std::string bash_completion(Commands commands) {
  constexpr Actions actions{"",
                            "compopt -o default",
                            "compopt -o dirnames",
                            "_coffer_profile",
                            "_coffer_columns",
                            "_coffer_sorted_column",
                            "_coffer_offer {}"};
  const auto all = options_of(commands);
  Parts parts = common_parts(commands);
  parts["options"] = option_names(all, " ");
  for (const Option* option : all) {
    const std::string offer = action(actions, option->value);
    if (!offer.empty()) parts["values"] += case_line(option_names({&option, 1}, " | "), offer);
  }
  for (const Command* command : commands) {
    parts["commands"] +=
        case_line(command->name,
                  fmt::format("options=({}) columns=({})", option_names(options_of(*command), " "),
                              column_names(*command)));
    const Positional& positional = command->positional;
    const std::string offer = action(actions, positional.value);
    if (offer.empty()) continue;
    parts["words"] +=
        case_line(fmt::format("{}:{}", command->name, positional.repeats ? '*' : '0'), offer);
  }
  return filled(bash_script, parts);
}

std::string zsh_completion(Commands commands) {
  constexpr Actions actions{
      "",     "_files", "_files -/", "_coffer_profile", "_coffer_columns", "_coffer_sorted_column",
      "({})",
  };
  Parts parts = common_parts(commands);
  for (const Option* option : options_of(commands)) {
    parts["options"] +=
        fmt::format("  _coffer_takes {} && options+=({})\n", join(takers(commands, *option), " "),
                    zsh_specification(*option, action(actions, option->value)));
  }
  for (const Command* command : commands) {
    parts["commands"] +=
        fmt::format("    {}\n", shell_word(fmt::format("{}:{}", command->name, command->summary)));
    parts["columns"] +=
        case_line(command->name, fmt::format("columns=({})", column_names(*command)));
    const Positional& positional = command->positional;
    if (positional.apply == nullptr) continue;
    const std::string word = fmt::format("{}:{}:{}", positional.repeats ? "*" : "",
                                         positional.value.name, action(actions, positional.value));
    parts["words"] += case_line(command->name, fmt::format("options+=({})", shell_word(word)));
  }
  return filled(zsh_script, parts);
}

std::string fish_completion(Commands commands) {
  constexpr Actions actions{"-x",
                            "-rF",
                            "-xa '(__fish_complete_directories)'",
                            "-xa '(__coffer_profile)'",
                            "-xa '(__coffer_column_list)'",
                            "-xa '(__coffer_sorted_column)'",
                            "-xa '{}'"};
  Parts parts = common_parts(commands);
  for (const Option* option : options_of(commands)) {
    parts["options"] +=
        fmt::format("complete -c coffer -n '__coffer_runs \"\" {}'{} -l {}{} -d {}\n",
                    join(takers(commands, *option), " "),
                    option->short_name != '\0' ? fmt::format(" -s {}", option->short_name) : "",
                    option->name, takes_value(*option) ? " " + action(actions, option->value) : "",
                    shell_word(help_text(*option)));
  }
  for (const Command* command : commands) {
    parts["commands"] += fmt::format("complete -c coffer -n '__coffer_is \"\"' -a {} -d {}\n",
                                     command->name, shell_word(command->summary));
    if (const std::string names = column_names(*command); !names.empty())
      parts["columns"] +=
          fmt::format("        case {}\n            printf '%s\\n' {}\n", command->name, names);
    const Value& value = command->positional.value;
    if (value.choices.empty() && value.completion == Completion::nothing) continue;
    const bool is_file = value.completion == Completion::file;  // one is not required
    parts["words"] += fmt::format("complete -c coffer -n '{} {}' {}\n",
                                  command->positional.repeats ? "__coffer_runs" : "__coffer_is",
                                  command->name, is_file ? "-F" : action(actions, value));
  }
  return filled(fish_script, parts);
}

}  // namespace

std::string completion_script(std::string_view shell, Commands commands) {
  if (shell == "bash") return bash_completion(commands);
  return shell == "zsh" ? zsh_completion(commands) : fish_completion(commands);
}

}  // namespace coffer::app
