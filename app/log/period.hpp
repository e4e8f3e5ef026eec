#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "app/output/report.hpp"

namespace coffer::app {

// What --every divides time into, in UTC.
enum class Period { hour, day, week, month };

// "1h", "1d", "1w" or "1mo"; nothing for any other text.
std::optional<Period> parse_period(std::string_view text);

struct Span {
  Time begin;
  Time end;  // the next one's begin
};

// The period that holds this time. Weeks begin on Monday.
Span period_of(Time time, Period period);

}  // namespace coffer::app
