#pragma once

#include "coffer/error.hpp"

namespace coffer::app {

// The exit status of a run that failed, or was stopped by a condition, in this way.
int exit_status(ErrorKind kind);

}  // namespace coffer::app
