#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "app/log/log_file.hpp"
#include "app/log/log_tail.hpp"
#include "coffer/decimal.hpp"

namespace coffer::app {

// Where the ledger of an account ends in a log.
class LedgerEnd {
 public:
  Time time;
  std::int64_t sn = 0;

  // Of each asset the last balance, as far as the entries that were looked at tell.
  std::map<std::string, Decimal, std::less<>> balances;

  // Whether the log lacks a row of the ledger. One that it has is told once for each time that it
  // stands there.
  bool lacks(std::int64_t number, std::string_view event, std::string_view asset);

 private:
  friend class LedgerCollector;
  std::multiset<std::pair<std::string, std::string>> last_;  // event and asset of rows with `sn`
};

// Of the log that is held here. The report is "ledger cash" or "ledger margin". Nothing where
// neither the last 16 MiB nor, where those hold no such row, the latest file that a rotation left
// beside the log have one. Throws Error{config} for a rotated file that cannot be read.
std::optional<LedgerEnd> ledger_end(const LogFile& file, const LogTail& tail,
                                    const LogOwner& owner);

// Whether there is a log, or what a rotation left of one.
bool is_begun(const std::string& path);

// The same for a path at which there may be no log yet, with all balances of these 16 MiB. Throws
// what LogFile and LogTail throw.
std::optional<LedgerEnd> ledger_end(const std::string& path, const LogOwner& owner);

}  // namespace coffer::app
