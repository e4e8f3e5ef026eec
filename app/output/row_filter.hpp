#pragma once

#include <string>
#include <variant>

#include "app/output/report.hpp"
#include "app/output/where.hpp"
#include "coffer/decimal.hpp"

namespace coffer::app {

// Tells by the cell of one column whether a row is shown. Amounts and numbers compare exactly,
// times as times, text without regard to case. An absent cell, or one that does not apply, never
// satisfies.
class RowFilter {
 public:
  // Throws Error{usage} where the value is none of the column's type, or where text, a flag or a
  // list is asked for its order. A time is written as RFC 3339, a date or an age.
  RowFilter(const Where& where, const Report& report, std::size_t column);

  bool accepts(const Report& report, const Row& row) const;

 private:
  std::size_t column_;
  Comparison comparison_;
  std::variant<Decimal, Time, std::string> value_;
};

}  // namespace coffer::app
