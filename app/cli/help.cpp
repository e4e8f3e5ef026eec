#include "app/cli/help.hpp"

#include <fmt/format.h>

namespace coffer::app {
namespace {

std::string option_lines(CommandSet commands) {
  std::string lines;
  const auto add = [&](char short_name, std::string_view long_name, std::string_view argument,
                       std::string_view help) {
    const std::string names =
        fmt::format("  {}--{}{}{}", short_name ? fmt::format("-{}, ", short_name) : "    ",
                    long_name, argument.empty() ? "" : " ", argument);
    lines += fmt::format("{:<32}{}{}\n", names, names.size() >= 32 ? "  " : "", help);
  };
  for (const OptionEntry& option : option_table()) {
    if ((option.commands & commands) == 0) continue;
    add(option.short_name, option.long_name, option.argument, option.help);
  }
  add('h', "help", "", "this text");
  return lines;
}

}  // namespace

std::string general_help() {
  std::string commands;
  CommandSet all = 0;
  for (const CommandEntry& entry : command_table()) {
    commands += fmt::format("  {:<22}{}\n", fmt::format("{}{}", entry.name, entry.arguments),
                            entry.summary);
    all |= set_of(entry.command);
  }
  return fmt::format(
      "coffer shows what is in a BitMax/AscendEX account.\n\n"
      "Examples:\n"
      "  coffer --sandbox cash             try it: no key, no network\n"
      "  coffer cash                       the cash balances of the key in the environment\n"
      "  coffer cash BTC --json            one asset, for a script\n"
      "  coffer login                      store a key\n"
      "  coffer -p main risk               the margin risk of the profile \"main\"\n"
      "  coffer --all-profiles cash        every stored account\n"
      "\nCommands:\n{}  {:<22}{}\n"
      "\nOptions:\n{}"
      "      --version                 the versions of coffer and its libraries\n"
      "\nA key comes from COFFER_API_KEY and COFFER_API_SECRET, or from a profile:\n"
      "~/.config/coffer/NAME.json, mode 0600, with \"api_key\" and one of \"api_secret\",\n"
      "\"api_secret_file\" and \"api_secret_command\". `coffer login` writes one.\n",
      commands, "help [COMMAND]", "show a command's examples and options", option_lines(all));
}

std::string command_help(const CommandEntry& command) {
  return fmt::format("coffer {}{} - {}\n\nExamples:\n{}\nOptions:\n{}", command.name,
                     command.arguments, command.summary, command.examples,
                     option_lines(set_of(command.command)));
}

std::string short_help() {
  std::string names;
  for (const CommandEntry& entry : command_table()) {
    names += fmt::format("{}{}", names.empty() ? "" : ", ", entry.name);
  }
  return fmt::format(
      "usage: coffer COMMAND [OPTIONS]\n"
      "commands: {}\n"
      "try `coffer --sandbox cash`, or `coffer --help` for everything\n",
      names);
}

}  // namespace coffer::app
