#pragma once

#include <memory>

#include "app/options.hpp"
#include "app/practice_exchange.hpp"
#include "app/profile.hpp"

namespace coffer::app {

// The practice exchange that --sandbox asks for; null without it.
std::unique_ptr<PracticeExchange> start_practice(const Options& options);

// The account that it holds.
Account practice_account(const PracticeExchange& exchange, const Options& options);

}  // namespace coffer::app
