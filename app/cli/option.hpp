#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace coffer::app {

struct Options;

// Options that apply to the same commands.
enum class OptionGroup {
  own,         // to the command in whose table they stand
  report,      // what prints a report
  rows,        // what prints rows that may be left out
  conditions,  // what reports numbers
  watch,       // what can be asked again and again
  log,         // what can be logged
  account,     // what uses a key
  accounts,    // what asks the exchange with a stored key, or with several
  connection,  // what sends requests
  general,     // everything
};

// A set of groups. `general` is always in it.
class OptionGroups {
 public:
  constexpr OptionGroups(std::initializer_list<OptionGroup> groups) {
    for (const OptionGroup group : groups) bits_ |= bit(group);
  }
  constexpr bool has(OptionGroup group) const { return (bits_ & bit(group)) != 0; }

 private:
  static constexpr unsigned bit(OptionGroup group) { return 1U << static_cast<unsigned>(group); }
  unsigned bits_ = bit(OptionGroup::general);
};

// What a shell completes where a value is expected.
enum class Completion {
  nothing,
  file,
  directory,
  profile,        // the name of a stored one, or a path
  columns,        // columns of the command's report, separated by commas
  sorted_column,  // one of them, after a '-' or not
  logged_column,  // one that logs hold numbers of
};

// What follows an option, or stands by itself after the command.
struct Value {
  std::string_view name = {};  // in help; empty: there is none
  Completion completion = Completion::nothing;
  std::string (*choices)() = nullptr;  // the only values there are, separated by spaces
};

// One option of the command line. Parsing, help, completions, the manual's list and the check that
// it applies all follow from this.
struct Option {
  std::string_view name;  // without its dashes
  char short_name = '\0';
  Value value = {};
  OptionGroup group = OptionGroup::own;
  std::string_view help;  // "{}" stands for the choices

  // Both throw Error{usage}. `check` is called once the whole command line was read.
  void (*apply)(Options& options, std::string_view value);
  void (*check)(const Options& options) = nullptr;

  std::string_view excludes = {};  // names of options, separated by spaces
};

// What stands after the command and is no option.
struct Positional {
  Value value = {};               // without a name: a command takes none
  std::string_view meaning = {};  // "an asset": what it must name where it is required
  bool required = false;
  bool repeats = false;
  void (*apply)(Options& options, std::string_view value) = nullptr;  // throws Error{usage}
};

}  // namespace coffer::app
