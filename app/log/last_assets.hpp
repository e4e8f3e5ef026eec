#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/log/log_file.hpp"
#include "app/log/log_tail.hpp"
#include "app/output/messages.hpp"

namespace coffer::app {

// The assets of an owner's last entry, and whether any amount of each is another than zero.
using LastAssets = std::map<std::string, bool>;

// Of each owner those in the log that is held here. Nothing where neither the last 16 MiB nor the
// latest file that a rotation left beside the log have an entry of his. That the latter cannot be
// read is told.
std::vector<std::optional<LastAssets>> last_assets(const LogFile& file, const LogTail& tail,
                                                   const std::vector<LogOwner>& owners,
                                                   std::vector<Warning>& warnings);

}  // namespace coffer::app
