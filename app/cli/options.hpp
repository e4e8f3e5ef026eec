#pragma once

#include <any>
#include <chrono>
#include <optional>
#include <string>

#include "app/accounts/select.hpp"
#include "app/cli/option.hpp"
#include "app/cli/option_values.hpp"
#include "app/output/view.hpp"
#include "app/query/connection.hpp"
#include "app/render/formats.hpp"
#include "app/system/environment.hpp"
#include "app/terminal/terminal.hpp"

namespace coffer::app {

struct Command;

// What the user asked for on the command line, in parts for those who use it. Optional fields have
// a further source (environment, profile) or a default that their user knows.
struct Options {
  const Command* command = nullptr;
  AccountChoice account;
  ConnectionOptions connection;
  ViewOptions view;
  TerminalOptions terminal;

  const Format* format = nullptr;
  std::optional<std::string> append;
  bool watch = false;
  std::optional<std::chrono::milliseconds> interval;

  // The options that the command has for itself, in a struct of its own.
  template <class Own>
  Own& own() {
    if (!own_.has_value()) own_.emplace<Own>();
    return std::any_cast<Own&>(own_);
  }
  template <class Own>
  Own own() const {
    return own_.has_value() ? std::any_cast<Own>(own_) : Own();
  }

 private:
  std::any own_;
};

// A profile as a log names it.
std::string logged_profile(const std::string& profile, const AccountChoice& choice);

// Whether assets without a balance are asked for: to be shown, for conditions that name one, to
// tell a log what was sold, or because snapshots have them.
bool asks_for_zeros(const Options& options);

// The format that the options name, else that of the log file's name where one is appended to, else
// COFFER_OUTPUT, else a table; and jsonl instead of json where rounds follow each other. Throws
// Error{config} where the variable has no format's name.
const Format& chosen_format(const Options& options, const Environment& environment);

// --since and --until, which a command has as `since` and `until` among its own options.
template <class Own>
constexpr Option since_option() {
  return {.name = "since",
          .value = {.name = "TIME"},
          .help =
              "from then on: RFC 3339, a date (start in UTC) or an age (7d, 1h30m); default of "
              "ledger: today; with --append: the log's end",
          .apply = [](Options& options, std::string_view text) {
            options.own<Own>().since = to_time_or_age(text, "since");
          }};
}

template <class Own>
constexpr Option until_option() {
  return {.name = "until",
          .value = {.name = "TIME"},
          .help = "before then, given in the same ways",
          .apply = [](Options& options, std::string_view text) {
            options.own<Own>().until = to_time_or_age(text, "until");
          }};
}

}  // namespace coffer::app
