#pragma once

#include <span>

#include "app/system/environment.hpp"
#include "app/system/streams.hpp"

namespace coffer::app {

// Runs coffer with the arguments that follow the program's name: results to streams.out, everything
// else to streams.err. Returns the exit status; 128 + N stands for a signal N that ended it, which
// the caller should die of. Throws nothing.
int run(std::span<const char* const> arguments, const Environment& environment,
        const Streams& streams);

}  // namespace coffer::app
