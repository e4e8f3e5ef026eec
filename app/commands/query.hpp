#pragma once

#include <string>

#include "app/options.hpp"
#include "app/report.hpp"
#include "coffer/client.hpp"

namespace coffer::app {

// Asks what the command asks for and reports the answer: named assets only, where some were named,
// and those that conditions name, marked where they are not to be shown.
// `profile` is the origin of the rows. Throws what the client throws.
Report query(Client& client, const Clock& clock, const Options& options, std::string profile);

// The command's report without rows to show: its columns, to check a wish against before asking.
Report blank_report(const Options& options);

}  // namespace coffer::app
