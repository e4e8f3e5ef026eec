#pragma once

#include <chrono>
#include <string_view>

#include "app/profile_file.hpp"
#include "coffer/secret.hpp"

namespace coffer::app {

// How long a command may take: longer where stdin is a terminal, for somebody may have to type a
// passphrase.
std::chrono::seconds secret_command_limit();

// Runs the command and returns the first line of its stdout, once it has ended well.
//
// Its environment lacks the variables COFFER_*. Where stdin is a terminal, it gets that, in the
// foreground, and stderr if that is a terminal, too; otherwise both are /dev/null. It is a process
// group of its own, which is killed at the limit or when a signal ends coffer.
//
// Throws Error{config}, beginning with `source`, for a command that cannot be started, fails,
// takes longer than `limit` or prints no secret. Nothing of what it prints is in the message.
Secret run_secret_command(const SecretCommand& command, std::chrono::milliseconds limit,
                          std::string_view source);

}  // namespace coffer::app
