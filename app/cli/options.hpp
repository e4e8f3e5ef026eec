#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "app/output/condition.hpp"
#include "app/output/report.hpp"
#include "coffer/signature.hpp"
#include "coffer/transport.hpp"

namespace coffer::app {

enum class Command { cash, margin, risk, info, doctor, login, profiles, history, sandbox };

enum class Format { table, json, jsonl, csv };

enum class ColorMode { automatic, always, never };

// A time, or one that long ago.
using Moment = std::variant<Time, std::chrono::seconds>;

// What the user asked for on the command line. Optional fields have a further source (environment,
// profile) or a default that their user knows.
struct Options {
  Command command = Command::cash;
  std::vector<std::string> assets;

  std::optional<Format> output;
  std::vector<std::string> columns;
  std::optional<Sort> sort;
  bool headers = true;
  bool timestamp = false;
  bool show_all = false;
  bool watch = false;
  ColorMode color = ColorMode::automatic;
  std::vector<Condition> conditions;
  std::optional<std::string> append;
  std::optional<std::chrono::milliseconds> interval;
  bool quiet = false;
  bool verbose = false;

  bool sandbox = false;
  std::vector<std::string> profiles;  // to ask, by name or path; login: the one to write
  bool all_profiles = false;          // every stored one instead
  bool total = false;
  bool force = false;  // login
  std::optional<std::string> base_url;
  std::optional<int> account_group;
  std::optional<SecretEncoding> secret_encoding;

  std::optional<std::string> ca_file;
  std::optional<std::string> ca_directory;
  std::optional<std::string> proxy;  // empty: none, whatever the environment says
  AddressFamily family = AddressFamily::any;
  std::chrono::milliseconds timeout{10'000};
  int retries = 2;
  bool clock_correction = true;

  std::vector<std::string> files;  // history, as the rest of these
  std::optional<std::string> of;
  std::optional<Moment> since;
  std::optional<Moment> until;
  bool plot = false;

  int port = 0;                          // sandbox: 0 is any free one
  std::optional<std::string> data_file;  // sandbox

  // Whether the answer is about profiles, however many there turn out to be.
  bool several_profiles() const { return all_profiles || profiles.size() > 1; }
};

}  // namespace coffer::app
