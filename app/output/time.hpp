#pragma once

#include <chrono>
#include <optional>
#include <string_view>
#include <variant>

#include "coffer/time.hpp"

namespace coffer::app {

// Reads an RFC 3339 time with any offset: "2026-01-31T08:00:00.000Z", "2026-01-31T09:00:00+01:00".
// The seconds and the colon of the offset may be missing. Digits beyond milliseconds are dropped.
// Nothing for any other text.
std::optional<Time> parse_time(std::string_view text);

// Reads a date, "2026-01-31", as its start in UTC. Nothing for any other text.
std::optional<Time> parse_date(std::string_view text);

// Reads an age, numbers of seconds, minutes, hours, days or weeks: "30m", "7d", "1h30m". Nothing
// for any other text.
std::optional<std::chrono::seconds> parse_age(std::string_view text);

// A time, or one that long ago.
using TimeOrAge = std::variant<Time, std::chrono::seconds>;

// Reads a time, a date or an age. Nothing for any other text.
std::optional<TimeOrAge> parse_time_or_age(std::string_view text);

Time resolved(const TimeOrAge& moment, Time now);

}  // namespace coffer::app
