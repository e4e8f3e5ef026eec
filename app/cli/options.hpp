#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "app/accounts/select.hpp"
#include "app/log/period.hpp"
#include "app/output/time.hpp"
#include "app/output/view.hpp"
#include "app/query/connection.hpp"
#include "app/render/formats.hpp"
#include "app/terminal/terminal.hpp"

namespace coffer::app {

enum class Command { cash, margin, risk, info, doctor, login, profiles, history, sandbox };

// What the user asked for on the command line, in parts for those who use it. Optional fields have
// a further source (environment, profile) or a default that their user knows.
struct Options {
  Command command = Command::cash;
  AccountChoice account;
  ConnectionOptions connection;
  ViewOptions view;
  TerminalOptions terminal;

  const Format* format = nullptr;
  std::optional<std::string> append;
  bool watch = false;
  std::optional<std::chrono::milliseconds> interval;

  std::vector<std::string> assets;
  bool show_all = false;

  bool force = false;  // login

  std::vector<std::string> files;  // history, as the rest of these
  std::vector<std::string> of;
  std::optional<Period> every;
  std::optional<TimeOrAge> since;
  std::optional<TimeOrAge> until;
  bool plot = false;

  int port = 0;                          // sandbox: 0 is any free one
  std::optional<std::string> data_file;  // sandbox
};

// The format that the options name, else that of the log file's name where one is appended to, else
// COFFER_OUTPUT, else a table; and jsonl instead of json where rounds follow each other. Throws
// Error{config} where the variable has no format's name.
const Format& chosen_format(const Options& options, const Environment& environment);

}  // namespace coffer::app
