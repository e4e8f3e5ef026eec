#pragma once

#include <functional>
#include <string_view>

#include "app/sandbox/exchange.hpp"

namespace coffer::app {

// Serves a practice exchange until SIGINT or SIGTERM, having passed the lines
// "export NAME='value'\n" that point a client at it to `announce`, all at once.
//
// Returns the signal that ended it. By then the server is stopped and the signal mask is what it
// was. Throws what PracticeExchange and `announce` throw.
int run_sandbox(const PracticeExchange::Settings& settings,
                const std::function<void(std::string_view)>& announce);

}  // namespace coffer::app
