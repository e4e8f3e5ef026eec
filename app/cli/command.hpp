#pragma once

#include <array>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/cli/option.hpp"
#include "app/cli/options.hpp"
#include "app/output/report.hpp"
#include "app/query/query.hpp"
#include "app/system/environment.hpp"
#include "app/system/streams.hpp"

namespace coffer::app {

// What a command runs with.
struct Context {
  const Options& options;
  const Environment& environment;
  const Streams& streams;

  // Prints, appends or watches what `ask` finds, as the options say, and returns the exit status.
  // `ask` is called once, or again for each round. For commands with columns only.
  std::function<int(const Round& ask)> report = nullptr;
};

// One command: its name and help, its options and columns, and the function that runs it.
struct Command {
  std::string_view name;
  std::string_view summary;
  std::string_view examples;             // lines of help, each ended by LF
  std::array<OptionGroup, 8> groups;     // of common options, besides the general ones
  std::span<const Option> options = {};  // its own
  Positional positional = {};

  // What its report is like; without columns it prints none. The columns may depend on the options;
  // null asks for all that there can be.
  Layout layout = Layout::list;
  std::vector<Column> (*columns)(const Options* options) = nullptr;
  std::string_view log_key = {};  // the columns that tell the rows of one log entry apart

  // Returns the exit status. Throws what is told as an error.
  int (*run)(const Context& context);

  // Whether the options of a group apply to it.
  bool takes(OptionGroup group) const;
};

using Commands = std::span<const Command* const>;

// Null where none has this name.
const Command* find_command(Commands commands, std::string_view name);

// The options that apply to a command, its own first.
std::vector<const Option*> options_of(const Command& command);

// Each option that there is, once: those of one name take a value in all commands or in none.
std::vector<const Option*> options_of(Commands commands);

// The names of the commands that an option of this name applies to.
std::vector<std::string_view> takers(Commands commands, const Option& option);

// The command's name and what follows it: "cash [ASSET...]".
std::string usage(const Command& command);

}  // namespace coffer::app
