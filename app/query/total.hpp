#pragma once

#include "app/output/report.hpp"

namespace coffer::app {

// The rows of a list of balances added up: one row an asset (the first column), in the order of
// their first appearance, each amount the exact sum, each list with what any of them has. An asset
// of one row alone stays as it is. The result has one source, without a profile, as old as the
// latest, with the prices of the first. The rows of an account that the report has under an earlier
// profile as well are left out, with a note. Not for a shaped report.
Report total(Report report);

}  // namespace coffer::app
