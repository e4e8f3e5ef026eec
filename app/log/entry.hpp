#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/output/report.hpp"

namespace coffer::app {

// The columns of a log's lines: the header of a CSV, the keys of a JSON object.
struct LogColumns {
  explicit LogColumns(std::vector<std::string> names);

  // The place of a column, nothing where there is none of this name.
  std::optional<std::size_t> find(std::string_view name) const;

  std::vector<std::string> names;
  std::optional<std::size_t> timestamp;
  std::optional<std::size_t> profile;
  std::optional<std::size_t> report;
  std::optional<std::size_t> asset;  // of worth: the currency
  std::optional<std::size_t> currency;

  // Whether a row is about a currency and no asset.
  bool is_worth() const { return currency && asset == currency; }

  // The command that writes such columns, for a log that does not name it. Empty where none does.
  std::string_view usual_report;
};

// One line of a log as it is read: what a report said of one row, when, and about whose account.
// The texts belong to whoever read it.
struct Entry {
  const LogColumns* columns;
  std::vector<std::string_view> cells;  // one a column; an absent one is empty

  Time time;                 // of a ledger's line the change's own, else of the report
  std::string_view profile;  // this and the next are empty where the line does not tell
  std::string_view report;   // of a ledger with its account: "ledger cash"
  std::string_view asset;

  // The cell of this column, empty where there is none.
  std::string_view cell(std::string_view column) const;

  // That of price, value and share, empty where the entry has none.
  std::string_view currency() const {
    return columns->currency && !columns->is_worth() ? cells[*columns->currency] : "";
  }
};

// Whether each line has this column, in any case, whatever its report: `timestamp`, `profile` and
// `report`.
bool is_leading_column(std::string_view column);

// Whether this is an amount of the risk report.
bool is_risk_amount(std::string_view column);

// Whether this is a column of some log that holds no amounts.
bool is_no_amount(std::string_view column);

// Whether this is, in any case, an amount in the entry's currency.
bool is_value(std::string_view column);

// Whether the cushion that a line of the risk report has is one.
bool has_cushion(const Entry& entry);

}  // namespace coffer::app
