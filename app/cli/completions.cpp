#include "app/cli/completions.hpp"

#include <algorithm>

#include "coffer/text.hpp"

namespace coffer::app {

std::string listed(const std::vector<std::string>& names) { return join(names, " "); }

std::vector<std::string> command_names(Commands commands) {
  std::vector<std::string> names;
  for (const Command* command : commands) names.emplace_back(command->name);
  names.emplace_back("help");
  return names;
}

std::vector<std::string> column_names(const Command& command) {
  std::vector<std::string> names;
  if (command.columns == nullptr) return names;
  for (const Column& column : command.columns(nullptr)) names.push_back(column.key);
  for (const char* always : {"profile", "timestamp"}) {
    if (std::ranges::find(names, always) == names.end()) names.emplace_back(always);
  }
  return names;
}

std::vector<std::string> logged_columns(Commands commands) {
  std::vector<std::string> names;
  for (const Command* command : commands) {
    if (!command->groups.has(OptionGroup::log)) continue;
    for (const Column& column : command->columns(nullptr)) {
      if (column.type == CellType::amount && std::ranges::find(names, column.key) == names.end()) {
        names.push_back(column.key);
      }
    }
  }
  return names;
}

std::string takers(Commands commands, std::string_view name) {
  std::vector<std::string> names;
  for (const Command* command : commands) {
    for (const Option* option : options_of(*command)) {
      if (option->name == name) names.emplace_back(command->name);
    }
  }
  return listed(names);
}

std::string option_words(const Option& option, std::string_view separator) {
  std::string words;
  if (option.short_name != '\0') words.append({'-', option.short_name}).append(separator);
  return words.append("--").append(option.name);
}

}  // namespace coffer::app
