#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "coffer/secret.hpp"

namespace coffer::app {

// Runs a command and returns the first line of its stdout, once it has ended well.
//
// Its environment lacks the variables COFFER_*. Where stdin is a terminal, it gets that, and stderr
// if that is a terminal, too; otherwise both are /dev/null.
//
// At the limit, or when a signal ends coffer, it is killed. Without a terminal it is a process
// group of its own, and all of that is killed. With one it belongs to coffer's, so that both have
// the terminal, and the keys that interrupt or stop, in common with their neighbours in a pipeline;
// it alone is killed, and the terminal put back into the mode that it was found in. The limit goes
// on while coffer is stopped.
//
// Throws Error{config}, beginning with `source`, for a command that cannot be started, fails,
// takes longer than `limit` or prints no secret. Nothing of what it prints is in the message.
Secret run_secret_command(const std::vector<std::string>& arguments,
                          std::chrono::milliseconds limit, std::string_view source);

}  // namespace coffer::app
