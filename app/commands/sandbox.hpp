#pragma once

#include <functional>
#include <string_view>

#include "app/sandbox/exchange.hpp"

namespace coffer::app {

// Serves a practice exchange until a signal ends the program, having passed the lines
// "export NAME='value'\n" that point a client at it to `announce`, all at once.
//
// Throws Interrupted at the signal, once the server is stopped, and what PracticeExchange and
// `announce` throw.
void run_sandbox(const PracticeExchange::Settings& settings,
                 const std::function<void(std::string_view)>& announce);

}  // namespace coffer::app
