#include "app/cli/help.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/cli/option_values.hpp"
#include "app/terminal/text.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

constexpr std::size_t width = 80;
constexpr std::size_t help_column = 30;

// The text behind `line`, from `column` on, its words broken into lines.
std::string columns(std::string line, std::size_t column, std::string_view text) {
  std::string lines;
  if (!line.empty() && line.size() + 2 > column) {
    lines = line + '\n';
    line.clear();
  }
  for (const std::string& part : wrapped(text, width - column)) {
    line.resize(column, ' ');
    lines += line + part + '\n';
    line.clear();
  }
  return lines;
}

std::string option_line(const Option& option) {
  const std::string short_name =
      option.short_name != '\0' ? fmt::format("-{}, ", option.short_name) : "    ";
  return columns(fmt::format("  {}--{}{}{}", short_name, option.name,
                             option.value.name.empty() ? "" : " ", option.value.name),
                 help_column, help_text(option));
}

// The options, each below its heading. Where they are those of several commands, that names the
// ones that an option is for.
std::string option_lines(std::span<const Option* const> options, Commands commands = {}) {
  std::string lines;
  std::string last;
  for (const Option* option : options) {
    std::string next(heading(option->group));
    if (option->group == OptionGroup::own && !commands.empty())
      next = fmt::format("For {} only", join(takers(commands, *option), ", "));
    if (next != last) lines += fmt::format("\n{}:\n", next);
    last = std::move(next);
    lines += option_line(*option);
  }
  return lines;
}

std::string column_lines(const Command& command) {
  if (command.columns == nullptr) return {};
  std::string usual;
  std::string derived;
  std::string dependent;
  std::string on_request = "profile timestamp";
  for (const Column& column : command.columns(nullptr)) {
    std::string& names = column.visibility == Visibility::tables       ? derived
                         : column.visibility == Visibility::on_request ? dependent
                                                                       : usual;
    names.append(names.empty() ? "" : " ").append(column.key);
    if (column.key == "profile") on_request = "timestamp";
  }
  std::string lines = "\nColumns:\n" + columns("", 2, usual);
  if (!derived.empty()) lines += columns("", 2, "in tables, and with --columns: " + derived);
  if (!dependent.empty()) lines += columns("", 2, "by the options: " + dependent);
  return lines + columns("", 2, "with --columns: " + on_request);
}

}  // namespace

std::string help_text(const Option& option) {
  std::string text(option.help);
  const std::size_t place = text.find("{}");
  return place == text.npos ? text : text.replace(place, 2, one_of(option.value.choices));
}

std::string general_help(Commands commands) {
  std::string names;
  for (const Command* command : commands) {
    names += columns(fmt::format("  {}", usage(*command)), 24, command->summary);
  }
  std::vector<const Option*> options = options_of(commands);
  std::stable_partition(options.begin(), options.end(),
                        [](const Option* option) { return option->group != OptionGroup::general; });
  return fmt::format(
      "coffer shows what is in a BitMax/AscendEX account.\n\n"
      "Examples:\n"
      "  coffer --sandbox cash             try it: no key, no network\n"
      "  coffer cash                       the cash balances of your key\n"
      "  coffer cash BTC --json            one asset, for a script\n"
      "  coffer login                      store a key\n"
      "  coffer -p main risk               the margin risk of the profile \"main\"\n"
      "  coffer --all-profiles cash        every stored account\n"
      "\nCommands:\n{}{}{}"
      "\nA key comes from COFFER_API_KEY and COFFER_API_SECRET, or from a profile:\n"
      "~/.config/coffer/NAME.json, mode 0600, with \"api_key\" and one of \"api_secret\",\n"
      "\"api_secret_file\" and \"api_secret_command\". `coffer login` writes one.\n",
      names, columns("  help [COMMAND]", 24, "show a command's examples and options"),
      option_lines(options, commands));
}

std::string command_help(const Command& command) {
  std::string examples(command.examples);
  if (command.takes(OptionGroup::accounts))
    examples += fmt::format("  coffer --sandbox {:<17}try it: no key, no network\n", command.name);
  return fmt::format("{}\nExamples:\n{}{}{}",
                     columns("", 0, fmt::format("coffer {} - {}", usage(command), command.summary)),
                     examples, option_lines(options_of(command)), column_lines(command));
}

std::string short_help(Commands commands) {
  std::string names;
  for (const Command* command : commands) {
    names += fmt::format("{}{}", names.empty() ? "" : ", ", command->name);
  }
  return fmt::format(
      "usage: coffer COMMAND [OPTIONS]\n"
      "commands:\n{}"
      "try `coffer --sandbox cash`, or `coffer --help` for everything\n",
      columns("", 2, names));
}

}  // namespace coffer::app
