#pragma once

#include "app/output/report.hpp"

namespace coffer::app {

// The rows of a list of balances added up: one row an asset (the first column), in the order of
// their first appearance, each amount the exact sum. An asset of one row alone stays as it is, and
// so do the zeros. The result has one origin without a profile, as old as the latest. Not for a
// shaped report.
Report total(Report report);

}  // namespace coffer::app
