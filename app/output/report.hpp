#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "coffer/decimal.hpp"
#include "coffer/prices.hpp"
#include "coffer/time.hpp"

namespace coffer::app {

using coffer::Time;

// A time that does not come; shown like an absent cell, but for the column's not_applicable.
struct Never {
  auto operator<=>(const Never&) const = default;
};

// One value of a report; std::monostate is an absent one.
using Cell = std::variant<std::monostate, std::string, Decimal, std::int64_t, bool, Time,
                          std::vector<std::string>, Never>;

enum class CellType { text, amount, integer, flag, time, list };

// Where a column stands when nobody asked for columns by name.
enum class Visibility {
  everywhere,
  data,        // in CSV and JSON only: tables have no room for it
  tables,      // in tables only: it is derived from what the other formats show anyway
  on_request,  // nowhere
};

// The cells of a row stand in the order of the report's columns. Those of derived columns are
// absent until `shape` finds that they are needed.
struct Row {
  std::vector<Cell> cells;
  std::size_t source = 0;  // index into Report::sources
};

// A named column. `key` is the exchange's field name; `heading` stands above it in tables.
// The functions follow from the row alone, so that rows of several reports can be put together.
struct Column {
  std::string key;
  std::string heading;
  CellType type = CellType::text;
  Visibility visibility = Visibility::everywhere;

  // The cell, from the row's other cells; none for a column that rows bring along.
  std::function<Cell(const Row&)> derive = nullptr;

  // What tables say instead of a value that does not apply ("n/a", "never"), empty where it does
  // apply. Conditions never hold where it does not.
  std::function<std::string_view(const Row&)> not_applicable = nullptr;

  // What record tables say after the value: a unit, a gauge.
  std::function<std::string(const Row&)> suffix = nullptr;

  // The escape sequence that colours the cell in tables.
  std::string_view (*color)(const Row& row) = nullptr;

  // The option that was not given, and without which there is no such column.
  std::string_view missing = {};
};

// An account at an exchange, by the key that led to it and, where replies name it, its id.
struct AccountIdentity {
  std::string origin;  // of the exchange
  std::string api_key;
  std::string id;

  // Whether both are certain to be one.
  bool is(const AccountIdentity& other) const {
    return !api_key.empty() && origin == other.origin &&
           (api_key == other.api_key || (!id.empty() && id == other.id));
  }
};

// Where rows came from.
struct Source {
  std::string profile;
  Time received;
  AccountIdentity account = {};
  std::shared_ptr<const Prices> prices = {};  // of the exchange, where they were asked for
};

enum class Layout {
  list,    // many rows: a table with headings, an array
  record,  // one row, and one more for each further profile: labelled values, an object
};

// What to beware of beside a result, or what only explains it.
struct Warning {
  Warning(std::string what, std::string what_to_do = {}, std::string whose = {})
      : message(std::move(what)), hint(std::move(what_to_do)), profile(std::move(whose)) {}

  std::string message;
  std::string hint;     // empty where there is nothing to do
  std::string profile;  // empty where it is not about one of several accounts
  bool is_note = false;

  bool operator==(const Warning&) const = default;
};

inline Warning note(std::string what, std::string whose = {}) {
  Warning warning(std::move(what), {}, std::move(whose));
  warning.is_note = true;
  return warning;
}

// What a command found: every format renders these rows and nothing else.
struct Report {
  Layout layout = Layout::list;
  bool several_profiles = false;  // records are then an array in JSON, and a block each in tables
  bool is_total = false;          // the sum over several: an array in JSON, too
  std::vector<Column> columns;
  std::vector<Row> rows;
  std::vector<Row> zeros;  // assets that the exchange lists and nobody is shown; for logs
  std::vector<Source> sources;
  std::vector<Warning> warnings = {};

  // The columns to show, in order: indexes into `columns` and into the cells of each row. Set by
  // `shape`, and never empty then.
  std::vector<std::size_t> shown;
};

// Adds the rows of one more profile, of a report with the same columns.
void append(Report& report, Report&& part);

// The cell of a row in this column, derived where it is.
Cell cell_of(const Report& report, const Row& row, std::size_t column);

// The index of the column with this key or heading, in any case. Throws Error{usage}, naming the
// nearest, where there is none, and the option that gives it, where that is missing.
std::size_t find_column(const std::vector<Column>& columns, std::string_view name);

// The asset of a row of balances, which begins with it.
const std::string& asset_of(const Row& row);

// The amount in a cell of a row, which must hold one.
const Decimal& amount(const Row& row, std::size_t cell);

// A time as it is printed everywhere: RFC 3339, UTC, milliseconds ("2026-01-31T08:00:00.000Z").
// The year must have at most four digits.
std::string to_text(Time time);

// Its day: "2026-01-31".
std::string date(Time time);

// A cell as tables and CSV show it, but for escaping: lists joined by spaces, nothing for an absent
// cell.
std::string to_text(const Cell& cell);

}  // namespace coffer::app
