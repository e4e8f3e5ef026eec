#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "coffer/json_writer.hpp"
#include "coffer/ledger.hpp"

namespace coffer::app {

// What changed an account of the practice exchange on the day on which this was made (UTC).
class SandboxLedger {
 public:
  SandboxLedger() = default;

  // `end` has the balances that the entries lead to. Of the entries, which are in order of their
  // numbers, times and balances are filled in: they are spread over the day so far.
  SandboxLedger(Snapshot end, std::vector<LedgerEntry> entries);

  // Each writes one value in the shape of the exchange's replies.
  void write_snapshot(JsonWriter& json, std::chrono::sys_days day) const;
  void write_page(JsonWriter& json, std::int64_t sn, std::int64_t limit) const;

 private:
  std::chrono::sys_days day_;
  Snapshot opening_;
  Snapshot end_;
  std::vector<LedgerEntry> entries_;
};

}  // namespace coffer::app
