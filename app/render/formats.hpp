#pragma once

#include <string>

#include "app/output/report.hpp"
#include "app/render/table.hpp"

namespace coffer::app {

enum class Format { table, json, jsonl, csv };

struct RenderStyle {
  bool headers = true;        // of tables and CSV
  bool color = false;         // of tables
  bool indented = false;      // of JSON
  Marks is_marked = nullptr;  // of tables
};

// The shaped report in the given format.
std::string render(const Report& report, Format format, const RenderStyle& style);

}  // namespace coffer::app
