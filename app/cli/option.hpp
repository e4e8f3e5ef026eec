#pragma once

#include <span>
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

// What a shell completes where a value is expected.
enum class Completion {
  nothing,
  file,
  directory,
  profile,        // the name of a stored one, or a path
  columns,        // columns of the command's report, separated by commas
  sorted_column,  // one of them, after a '-' or not
};

// What follows an option, or stands by itself after the command.
struct Value {
  std::string_view name = {};  // in help; empty: there is none
  Completion completion = Completion::nothing;
  bool may_be_empty = false;
  std::string_view choices = {};  // the only values there are, separated by spaces; empty: any
};

// One option of the command line. Parsing, help, completions, the manual's list and the check that
// it applies all follow from this.
struct Option {
  std::string_view name;  // without its dashes
  char short_name = '\0';
  Value value = {};
  OptionGroup group = OptionGroup::own;
  std::string_view help;  // "{}" stands for the choices

  // Both throw Error{usage}. Where there are choices, `value` is one of them. `check` is called
  // once the whole command line was read.
  void (*apply)(Options& options, std::string_view value) = nullptr;
  void (*check)(const Options& options) = nullptr;

  std::string_view excludes = {};  // names of options, separated by spaces
};

// The options that several commands have, in the order of help, those of one heading together.
// Where the last two are given, --help and --version, nothing else is read.
std::span<const Option> common_options();

// What stands above them in help.
std::string_view heading(OptionGroup group);

// What stands after the command and is no option.
struct Positional {
  Value value = {};  // without a name: a command takes none
  bool required = false;
  bool repeats = false;
  void (*apply)(Options& options, std::string_view value) = nullptr;  // as that of an option
};

}  // namespace coffer::app
