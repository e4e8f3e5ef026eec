#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/log/log_file.hpp"
#include "app/log/log_tail.hpp"
#include "app/output/report.hpp"

namespace coffer::app {

// What the last entries of a log tell: those of the last 16 MiB and, where none of these is the
// owner's, those of the latest file that a rotation left beside the log.

// Whose entries are looked for. A log without a column for the profile is nobody's who has a name.
struct LogOwner {
  std::string profile;
  std::string report;  // of a ledger "ledger cash" or "ledger margin"

  bool has(const Entry& entry) const { return entry.profile == profile && entry.report == report; }
};

// Of each owner the assets of his last entry that have any amount other than zero. That a rotated
// file cannot be read is told.
std::vector<std::set<std::string>> last_assets(const LogFile& file, const LogTail& tail,
                                               const std::vector<LogOwner>& owners,
                                               std::vector<Warning>& warnings);

// Where the ledger of an account ends in a log.
struct LedgerEnd {
  Time time;
  std::int64_t sn = 0;

  // Of each asset the last balance, as far as the entries that were looked at tell.
  std::map<std::string, Decimal, std::less<>> balances = {};

  // Event and asset of the rows with `sn`.
  std::multiset<std::pair<std::string, std::string>> last = {};

  // Whether the log lacks a row of the ledger. One that it has is told once for each time that it
  // stands there.
  bool lacks(std::int64_t number, std::string_view event, std::string_view asset);
};

// Nothing where there is no row of this ledger. Throws Error{config} for a rotated file that cannot
// be read.
std::optional<LedgerEnd> ledger_end(const LogFile& file, const LogTail& tail,
                                    const LogOwner& owner);

// Whether there is a log, or what a rotation left of one.
bool is_begun(const std::string& path);

// The same of the log at this path, where there may be none yet. Throws what LogFile and LogTail
// throw.
std::optional<LedgerEnd> ledger_end(const std::string& path, const LogOwner& owner);

}  // namespace coffer::app
