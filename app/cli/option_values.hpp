#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "app/output/time.hpp"
#include "coffer/error.hpp"

namespace coffer::app {

// The hint of a wrong command line, where there is none of its own; once the command is known it
// names that one.
inline constexpr const char* general_hint = "see coffer --help";

[[noreturn]] void refuse(std::string message, std::string hint = general_hint);

// Makes the general hint, where that is the error's, point to the command's help.
void name_command(Error& error, std::string_view command);

// Names the option and the rule.
[[noreturn]] void refuse_value(std::string_view option, std::string_view rule);

// "auto, always or never", of names separated by spaces.
std::string one_of(std::string_view names);

// From the text of an option's value to what it says. Each throws Error{usage}, which names the
// option and the rule and never repeats the text: what stands in a wrong place may be a secret.

template <class Value>
Value required(std::optional<Value> value, std::string_view option, std::string_view rule) {
  if (!value) refuse_value(option, rule);
  return *std::move(value);
}

int to_integer(std::string_view text, int least, int greatest, std::string_view option);

// Seconds with up to three decimals, from `least`, 1 s or 1 ms, to a day.
std::chrono::milliseconds to_duration(std::string_view text, std::string_view option,
                                      std::chrono::milliseconds least);

// "2026-01-31T08:00:00Z", "2026-01-31", "7d".
TimeOrAge to_time_or_age(std::string_view text, std::string_view option);

// A profile's name, or a path with a '/' in it.
std::string to_profile(std::string_view text);

// A word that stands after a command. A longer one than 24 characters is no `noun`; it may well be
// a key or a secret, and must not travel.
std::string to_word(std::string_view text, std::string_view noun);

}  // namespace coffer::app
