#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "app/condition.hpp"
#include "app/report.hpp"
#include "coffer/signature.hpp"

namespace coffer::app {

enum class Command { cash, margin, risk, info, sandbox };

enum class Format { table, json, jsonl, csv };

enum class ColorMode { automatic, always, never };

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
  ColorMode color = ColorMode::automatic;
  bool show_all = false;
  std::vector<Condition> conditions;
  std::optional<std::string> append;
  bool watch = false;
  std::optional<std::chrono::milliseconds> interval;
  bool quiet = false;
  bool verbose = false;

  bool sandbox = false;
  std::optional<std::string> profile;
  std::optional<std::string> base_url;
  std::optional<int> account_group;
  std::optional<SecretEncoding> secret_encoding;

  std::optional<std::string> ca_file;
  std::optional<std::string> ca_directory;
  std::chrono::milliseconds timeout{10'000};
  int retries = 2;

  int port = 0;                          // sandbox: 0 is any free one
  std::optional<std::string> data_file;  // sandbox
};

}  // namespace coffer::app
