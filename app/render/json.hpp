#pragma once

#include <string>

#include "app/output/report.hpp"

namespace coffer::app {

// The report as one JSON document and LF: an array of objects for a list and for several profiles,
// one object for a single record. Amounts are strings, absent cells null.
std::string render_json(const Report& report, bool indented);

// One compact object per row, each ended by LF.
std::string render_jsonl(const Report& report);

}  // namespace coffer::app
