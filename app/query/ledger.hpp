#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "app/output/report.hpp"
#include "coffer/client.hpp"
#include "coffer/ledger.hpp"

namespace coffer::app {

// The snapshot of that day, or of the first one after it that the exchange has; it keeps seven. As
// long as it has none of today, that of the day before. Throws what Client::snapshot throws, for
// the last day that was tried where there is none.
Snapshot first_snapshot(Client& client, AccountKind account, std::chrono::sys_days day,
                        std::chrono::sys_days today);

// Is told how many entries have been read, and up to when.
using LedgerProgress = std::function<void(std::size_t entries, Time until)>;

// The entries from the snapshot on, until that time or a little longer: each once, by their
// sequence numbers. Throws what Client::ledger_page throws, and Error{reply} where a page does not
// lead on.
std::deque<LedgerEntry> read_ledger(Client& client, AccountKind account, const Snapshot& snapshot,
                                    Time until, const LedgerProgress& progress);

// Where the entries, which follow from the snapshot, do not add up: per asset, the balance before
// an entry and its amounts must make the balance after it. Each disagreement in words, with asset,
// sequence number and difference; of more than five the rest as their number.
std::vector<std::string> disagreements(const Snapshot& snapshot,
                                       const std::deque<LedgerEntry>& entries);

// The columns of the ledger, and a row for each change by an entry, of the named assets or of all.
std::vector<Column> ledger_columns();
void add_rows(Report& report, LedgerEntry entry, AccountKind account,
              const std::vector<std::string>& assets);

}  // namespace coffer::app
