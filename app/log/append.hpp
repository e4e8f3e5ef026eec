#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "app/output/messages.hpp"
#include "app/output/report.hpp"

namespace coffer::app {

// What a run adds to a log.
struct LogAddition {
  // Shaped: the columns that are shown are those that are wanted. Its sources' profiles are called
  // as the log calls them.
  Report report;
  std::string_view command;  // that made the report
  bool json = false;         // JSON lines, else CSV
  bool all_assets = false;   // the report has every asset that is not zero
  bool fills_in = false;     // a day that the log has missed, without availableBalance
};

// Appends to the log file at `path`, which is created where there is none. Any number of processes
// may do so at the same time: each holds an exclusive lock meanwhile, for which it waits.
//
// A new or empty log gets the columns `timestamp profile report` and those of the report; CSV gets
// them as a header. A log keeps the columns of the header in force at its end (of JSON lines,
// `profile` and `report` as the last line has them). Everything goes in one write and is synced to
// disk. A last line without its end is cut off and kept beside the log (see keep_torn_line in
// log_file.hpp).
//
// Where the report has all assets, those that the log's last entry of the same profile and report
// holds with another amount than zero, and the report has not, are written once more: with the
// zeros in Report::zeros, or, where the exchange does not list them any more, with empty amounts.
// For a log without such an entry the latest file that a rotation left beside it tells.
//
// Of a ledger those rows are added that the log lacks from its last sequence number of the same
// profile and account on.
//
// Returns what the user is told. Throws Error{output}, and the file then has the bytes that it had
// before: for a log of other columns or of another form, one without availableBalance where a day
// is filled in, a lock that is not had within `patience`, what LogFile refuses, a full disk, or any
// other error of the system. For a limit on the size of files this needs SIGXFSZ to be ignored.
std::vector<Warning> append_to_log(const std::string& path, LogAddition addition,
                                   std::chrono::milliseconds patience = std::chrono::seconds(10));

}  // namespace coffer::app
