#include "app/cli/command.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace coffer::app {

bool Command::takes(OptionGroup group) const {
  return group == OptionGroup::general || std::ranges::find(groups, group) != groups.end();
}

const Command* find_command(Commands commands, std::string_view name) {
  const auto found = std::ranges::find(commands, name, &Command::name);
  return found == commands.end() ? nullptr : *found;
}

std::vector<const Option*> options_of(const Command& command) {
  std::vector<const Option*> options;
  for (const Option& option : command.options) options.push_back(&option);
  for (const Option& option : common_options()) {
    if (command.takes(option.group)) options.push_back(&option);
  }
  return options;
}

std::vector<const Option*> options_of(Commands commands) {
  std::vector<const Option*> options;
  for (const Option& option : common_options()) options.push_back(&option);
  for (const Command* command : commands) {
    for (const Option& option : command->options) {
      const auto has_name = [&](const Option* other) { return other->name == option.name; };
      if (std::ranges::none_of(options, has_name)) options.push_back(&option);
    }
  }
  return options;
}

std::vector<std::string_view> takers(Commands commands, const Option& option) {
  std::vector<std::string_view> names;
  for (const Command* command : commands) {
    const bool applies = option.group == OptionGroup::own
                             ? std::ranges::find(command->options, option.name, &Option::name) !=
                                   command->options.end()
                             : command->takes(option.group);
    if (applies) names.push_back(command->name);
  }
  return names;
}

std::string usage(const Command& command) {
  const Positional& positional = command.positional;
  if (positional.apply == nullptr) return std::string(command.name);
  const auto [open, close] = positional.required ? std::pair("", "") : std::pair("[", "]");
  return fmt::format("{} {}{}{}{}", command.name, open, positional.value.name,
                     positional.repeats ? "..." : "", close);
}

}  // namespace coffer::app
