#include "app/cli/command_line.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "app/cli/help.hpp"
#include "app/cli/option_values.hpp"
#include "app/log/line_reader.hpp"
#include "app/system/shell.hpp"
#include "coffer/error.hpp"
#include "coffer/https_transport.hpp"
#include "coffer/json_reader.hpp"
#include "coffer/nearest.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

using OptionRows = std::vector<const Option*>;

// Repeats only what looks like an option's name and could not be a secret.
[[noreturn]] void refuse_option(std::string_view argument, const OptionRows& applying) {
  if (argument.starts_with("-=")) refuse("a flag takes no value");  // CLI11 took "q" of "-q=1"
  const bool is_long = argument.starts_with("--");
  const std::string_view name = argument.substr(0, is_long ? argument.find('=') : 2);
  std::string message = "unknown option";
  if (name.size() <= 20 && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == name.npos)
    message.append(" ").append(name);
  std::vector<std::string_view> names;
  for (const Option* option : applying) names.push_back(option->name);
  const std::string_view candidate = nearest(name.substr(2), names);
  if (candidate.empty()) refuse(message);
  refuse(message, fmt::format("did you mean --{}?", candidate));
}

[[noreturn]] void refuse_form(const Option& option) {
  const std::string_view value = option.value.name;
  refuse(value.empty() ? fmt::format("--{} takes no value", option.name)
                       : fmt::format("--{} needs a value: {}", option.name, value));
}

struct GivenOption {
  std::string_view name;  // which command's it is, that alone does not tell
  std::string value;
};

// What CLI11 found: the words that are no options, and the options, in order.
struct CommandLine {
  std::vector<std::string> words;
  std::vector<GivenOption> options;
  const Option* malformed = nullptr;  // the first that lacks a value, or has one that it must not
  std::string unknown;                // the first option that no command has

  bool has(std::string_view option) const {
    return std::ranges::find(options, option, &GivenOption::name) != options.end();
  }
};

// Behind the arguments, for the last option to take where its value is missing.
constexpr std::string_view no_value("\0", 1);

bool is_well_formed(const Option& option, std::string_view value) {
  if (option.value.name.empty()) return value == "true";  // as CLI11 has it
  return value != no_value && (option.value.may_be_empty || !value.empty());
}

// The hint repeats what says whose account is meant.
[[noreturn]] void refuse_command(Commands commands, std::string_view name, const CommandLine& line,
                                 bool is_help) {
  std::vector<std::string_view> names{"help"};
  for (const Command* command : commands) names.push_back(command->name);
  const std::string_view candidate = nearest(name, names);
  if (candidate.empty()) refuse("unknown command");
  std::string words = is_help ? " help" : "";
  for (const auto& [option, value] : line.options) {
    if (option == "profile") words += " -p " + shell_word(value);
    if (option == "all-profiles" || option == "sandbox") words += fmt::format(" --{}", option);
  }
  refuse("unknown command", fmt::format("did you mean `coffer{} {}`?", words, candidate));
}

// CLI11 compares each option that it is given with all the others. Given just those that these
// arguments can name it finds the same, and `coffer cash` starts 0.3 ms sooner.
bool may_name(std::span<const char* const> arguments, const Option& option) {
  return std::ranges::any_of(arguments, [&](std::string_view argument) {
    if (!argument.starts_with('-')) return false;
    if (argument.starts_with("--")) return argument.substr(2).starts_with(option.name);
    return option.short_name != 0 && argument.find(option.short_name) != argument.npos;
  });
}

// The arguments, last one first. CLI11 would take what follows "--option=" for its value, which is
// empty.
std::vector<std::string> for_parser(std::span<const char* const> arguments) {
  std::vector<std::string> words;
  for (std::string_view argument : arguments) {
    const bool is_empty = argument.starts_with("--") && argument.find('=') + 1 == argument.size();
    if (is_empty) argument.remove_suffix(1);
    words.emplace_back(argument);
    if (is_empty) words.emplace_back();
  }
  words.emplace_back(no_value);
  std::ranges::reverse(words);
  return words;
}

CommandLine read_words(std::span<const char* const> arguments, const OptionRows& options) {
  CLI::App parser;
  parser.set_help_flag();
  parser.allow_extras();
  CommandLine line;
  for (const Option* row : options) {
    if (!may_name(arguments, *row)) continue;
    const std::string names = fmt::format(
        "{}--{}", row->short_name ? fmt::format("-{},", row->short_name) : "", row->name);
    const auto add = [&line, row](const CLI::results_t& values) {
      line.options.push_back({row->name, values.front()});
      if (line.malformed == nullptr && !is_well_formed(*row, values.front())) line.malformed = row;
      return true;
    };
    const int value_count = row->value.name.empty() ? 0 : 1;
    parser.add_option(names, add)->expected(value_count)->take_last()->trigger_on_parse();
  }
  parser.parse(for_parser(arguments));

  // Not a positional option of CLI11, which would split "[a,b]".
  bool words_only = false;
  for (const std::string& extra : parser.remaining()) {
    if (extra == no_value) break;
    const bool is_option = !words_only && extra.size() > 1 && extra.starts_with('-');
    if (!is_option) {
      line.words.push_back(extra);
    } else if (extra == "--") {
      words_only = true;
    } else if (line.unknown.empty()) {
      line.unknown = extra;
    }
  }
  return line;
}

std::string versions() {
  return fmt::format(
      "coffer {}\n"
      "OpenSSL {}, cpp-httplib {}, RapidJSON {}, CLI11 {}, fmt {}.{}.{}, zlib {}\n",
      COFFER_VERSION, tls_library_version(), http_library_version(), json_library_version(),
      CLI11_VERSION, FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100,
      gzip_library_version());
}

bool is_possible(const Value& value, std::string_view text) {
  const std::vector<std::string_view> choices = split(value.choices, ' ');
  return value.choices.empty() || std::ranges::find(choices, text) != choices.end();
}

void take_positionals(const Command& command, std::span<const std::string> words,
                      Options& options) {
  const Positional& positional = command.positional;
  const std::size_t least = positional.required ? 1 : 0;
  const std::size_t most = positional.apply == nullptr ? 0 : positional.repeats ? words.size() : 1;
  if (words.size() < least || words.size() > most)
    refuse(fmt::format("wrong number of arguments, expected: coffer {}", usage(command)));
  for (const std::string& word : words) {
    if (!is_possible(positional.value, word))
      refuse(fmt::format("expected {}", one_of(positional.value.choices)));
    positional.apply(options, word);
  }
}

void require_compatible(std::span<const Option* const> given, const Options& options) {
  const auto is_given = [&](std::string_view name) {
    return std::ranges::find(given, name, &Option::name) != given.end();
  };
  for (const Option* option : given) {
    for (const std::string_view name : split(option->excludes, ' ')) {
      if (is_given(name)) {
        refuse(fmt::format("--{} cannot be combined with --{}", name, option->name));
      }
    }
    if (option->check != nullptr) option->check(options);
  }
}

Options read_options(const Command& command, const CommandLine& line,
                     std::span<const std::string> words) {
  const OptionRows applying = options_of(command);
  OptionRows given;
  Options options;
  options.command = &command;
  for (const auto& [name, value] : line.options) {
    const auto option = std::ranges::find(applying, name, &Option::name);
    if (option == applying.end()) {
      refuse(fmt::format("--{} does not apply to {}", name, command.name));
    }
    const Value& taken = (*option)->value;
    if (!is_possible(taken, value))
      refuse_value(name, fmt::format("expected {}", one_of(taken.choices)));
    (*option)->apply(options, value);
    given.push_back(*option);
  }
  take_positionals(command, words, options);
  require_compatible(given, options);
  return options;
}

}  // namespace

std::variant<Options, ImmediateOutput> parse_command_line(std::span<const char* const> arguments,
                                                          Commands commands) {
  const CommandLine line = read_words(arguments, options_of(commands));

  std::span<const std::string> words = line.words;
  while (!words.empty() && words.front() == "help") words = words.subspan(1);
  const bool is_help = words.size() < line.words.size();
  if (is_help && words.size() > 1) refuse("help takes one COMMAND");
  const bool wants_help = is_help || line.has("help");
  const Command* command = words.empty() ? nullptr : find_command(commands, words.front());
  try {
    if (line.malformed != nullptr) refuse_form(*line.malformed);
    if (!line.unknown.empty())
      refuse_option(line.unknown, command != nullptr ? options_of(*command) : options_of(commands));
    if (line.has("version")) return ImmediateOutput{versions()};
    if (words.empty()) {
      if (wants_help) return ImmediateOutput{general_help(commands)};
      if (line.options.empty()) return ImmediateOutput{short_help(commands), true};
      refuse("no command given");
    }
    if (command == nullptr) refuse_command(commands, words.front(), line, wants_help);
    if (wants_help) return ImmediateOutput{command_help(*command)};
    return read_options(*command, line, words.subspan(1));
  } catch (Error& error) {
    if (command != nullptr) name_command(error, command->name);
    throw;
  }
}

}  // namespace coffer::app
