#pragma once

#include <memory>

#include "app/cli/options.hpp"
#include "app/output/report.hpp"
#include "app/query/query.hpp"
#include "coffer/client.hpp"

namespace coffer::app {

// Asks what the command asks for and reports the answer: named assets only, where some were named,
// and those that conditions name, marked where they are not to be shown.
// The report has no origin yet. Throws what the client throws.
Report query(Client& client, const Options& options);

// The accounts that the options select, ready to be asked what the command asks. All three
// arguments must outlive it. Throws what Inquiry throws.
std::unique_ptr<Inquiry> inquiry(const Options& options, const Environment& environment,
                                 const Streams& streams);

// The command's report without rows to show: its columns, to check a wish against before asking.
Report blank_report(const Options& options);

}  // namespace coffer::app
