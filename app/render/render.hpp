#pragma once

#include <string>

#include "app/options.hpp"
#include "app/render/table.hpp"
#include "app/report.hpp"

namespace coffer::app {

struct RenderStyle {
  bool headers = true;        // of tables and CSV
  bool color = false;         // of tables
  std::size_t width = 0;      // of the terminal that a table goes to; 0: any
  bool indented = false;      // of JSON
  Marks is_marked = nullptr;  // of tables
};

// The shaped report in the given format.
std::string render(const Report& report, Format format, const RenderStyle& style);

}  // namespace coffer::app
