#pragma once

#include <chrono>

namespace coffer {

// A moment, UTC, as exact as the exchange tells it.
using Time = std::chrono::sys_time<std::chrono::milliseconds>;

}  // namespace coffer
