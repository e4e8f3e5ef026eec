#pragma once

#include "app/cli/command.hpp"

namespace coffer::app {

// Runs a command that reports what the chosen accounts answer. Throws what account_query throws.
int ask_accounts(const Context& context, Question question);

}  // namespace coffer::app
