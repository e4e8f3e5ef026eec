#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "app/output/report.hpp"

namespace coffer::app {

// Whether the cell of this row, in this column of the report, is shown in reverse video.
using Marks = std::function<bool(const Row& row, std::size_t column)>;

struct RenderStyle {
  bool headers = true;        // the header line of lists, the labels of records; not of JSON
  bool color = false;         // of tables: headers bold, zeros dim, cells by their column
  std::size_t width = 0;      // of the terminal that a table goes to; 0: any
  bool indented = false;      // of JSON
  Marks is_marked = nullptr;  // of tables
};

// A way to print a report.
struct Format {
  std::string_view name;

  // A shaped report as text.
  std::string (*render)(const Report& report, const RenderStyle& style);

  // For people: derived columns are shown, and rounds of --watch redrawn in place or kept apart.
  bool is_table = false;

  // The first line names the columns; rounds that follow each other, and logs, have it once.
  bool has_header = false;

  // Each row is a line, so that rows can be appended to a log.
  bool is_log = false;

  // Errors are told as JSON with it.
  bool errors_as_json = false;

  // The name of the format that it becomes where rounds follow each other; empty: it stays.
  std::string_view in_rounds = {};
};

namespace formats {

// Aligned text, each line ended by LF: two spaces between columns (one where the terminal has no
// room for two), text left, amounts aligned on the decimal point under right-aligned headings, no
// trailing spaces. A record is one labelled value per line, a block per profile, headed by its name
// where there are several.
extern const Format table;

// One JSON document and LF: an array of objects for a list and for several profiles, one object for
// a single record. Amounts are strings, absent cells null.
extern const Format json;

// One compact object per row, each ended by LF.
extern const Format jsonl;

// RFC 4180 CSV with LF line ends. A text cell that a spreadsheet would take for a formula (it
// starts with = + - @ ' tab or CR) gets a leading apostrophe; amounts never do. Lists are joined by
// spaces. Invisible characters are shown as in tables.
extern const Format csv;

inline constexpr std::array all{&table, &json, &jsonl, &csv};
inline constexpr std::string_view names = "table json jsonl csv";

// Null where none has this name.
const Format* find(std::string_view name);

// The format of a log that is called so: jsonl by its ending, else CSV.
const Format& of_log(std::string_view path);

}  // namespace formats
}  // namespace coffer::app
