#pragma once

#include <string>
#include <string_view>

#include "app/report.hpp"

namespace coffer::app {

// The report as RFC 4180 CSV with LF line ends, the header line first if asked for. A text cell
// that a spreadsheet would take for a formula (it starts with = + - @ ' tab or CR) gets a leading
// apostrophe; amounts never do. Lists are joined by spaces. Invisible characters are shown as in
// tables.
std::string render_csv(const Report& report, bool headers);

// Appends one text cell, as render_csv writes it.
void append_csv_text(std::string& out, std::string_view text);

}  // namespace coffer::app
