#pragma once

#include "app/output/report.hpp"
#include "coffer/json_writer.hpp"

namespace coffer::app {

// Writes a row of a shaped report as an object.
void write_row(JsonWriter& json, const Report& report, const Row& row);

}  // namespace coffer::app
