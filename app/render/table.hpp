#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "app/report.hpp"

namespace coffer::app {

// Whether the cell of this row, in this column of the report, is shown in reverse video.
using Marks = std::function<bool(const Row& row, std::size_t column)>;

struct TableStyle {
  bool headers = true;    // the header line of lists, the labels of records
  bool color = false;     // headers bold, zeros dim
  std::size_t width = 0;  // of the terminal that it goes to; 0: any width
  Marks is_marked = nullptr;
};

// The report as aligned text, each line ended by LF: two spaces between columns, text left, amounts
// aligned on the decimal point under right-aligned headings, no trailing spaces. A record is one
// labelled value per line, a block per profile, headed by its name where there are several. A list
// with amounts that is too wide becomes a block of labelled lines per row.
std::string render_table(const Report& report, const TableStyle& style);

}  // namespace coffer::app
