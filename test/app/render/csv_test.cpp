#include "app/render/formats.hpp"

#include <string_view>
#include <utility>

#include "app/output/view.hpp"
#include "test/catch.hpp"

using namespace coffer::app;
using coffer::Decimal;

namespace {

Decimal decimal(std::string_view text) { return *Decimal::parse(text); }

// One column of the type that the cell has.
std::string field(CellType type, Cell cell) {
  Report report;
  report.columns = {{"field", "FIELD", type}};
  report.rows = {{{std::move(cell)}}};
  report.shown = {0};
  return formats::csv.render(report, {.headers = false});
}

std::string text(std::string_view value) { return field(CellType::text, std::string(value)); }

Report balances() {
  Report report;
  report.columns = {{"asset", "ASSET"}, {"totalBalance", "TOTAL", CellType::amount}};
  report.rows = {{{"BTC", decimal("1234567890123456789012345678.901234567890")}},
                 {{"ETH", decimal("0.000000001")}},
                 {{"XRP", decimal("-0.50")}}};
  return report;
}

}  // namespace

TEST_CASE("CSV has the keys, then a line a row, with amounts as they came") {
  Report report = balances();
  shape(report, {});
  CHECK(formats::csv.render(report, {}) ==
        "asset,totalBalance\n"
        "BTC,1234567890123456789012345678.901234567890\n"
        "ETH,0.000000001\n"
        "XRP,-0.50\n");
}

TEST_CASE("CSV follows the order of the shown columns") {
  Report report = balances();
  shape(report, {.columns = {"total", "asset"}, .sort = Sort{"total"}});
  CHECK(formats::csv.render(report, {.headers = false}) ==
        "-0.50,XRP\n"
        "0.000000001,ETH\n"
        "1234567890123456789012345678.901234567890,BTC\n");
}

TEST_CASE("CSV of an empty list is its header, or nothing") {
  Report report = balances();
  report.rows.clear();
  shape(report, {});
  CHECK(formats::csv.render(report, {}) == "asset,totalBalance\n");
  CHECK(formats::csv.render(report, {.headers = false}).empty());
}

TEST_CASE("CSV has every type of cell, and nothing for an absent one") {
  CHECK(field(CellType::integer, std::int64_t{-6}) == "-6\n");
  CHECK(field(CellType::flag, true) == "true\n");
  CHECK(field(CellType::time, Time()) == "1970-01-01T00:00:00.000Z\n");
  CHECK(field(CellType::list, std::vector<std::string>{"a", "b"}) == "a b\n");
  CHECK(field(CellType::text, {}) == "\n");
  CHECK(field(CellType::amount, {}) == "\n");
}

TEST_CASE("Text that a spreadsheet would take for a formula gets an apostrophe, amounts do not") {
  CHECK(text("=1+1") == "'=1+1\n");
  CHECK(text("+1") == "'+1\n");
  CHECK(text("-1") == "'-1\n");
  CHECK(text("@SUM") == "'@SUM\n");
  CHECK(text("'a") == "''a\n");
  CHECK(text("a=1") == "a=1\n");
  CHECK(text("") == "\n");
  CHECK(field(CellType::amount, decimal("-1")) == "-1\n");
  CHECK(field(CellType::list, std::vector<std::string>{"=1"}) == "'=1\n");
}

TEST_CASE("Text with a comma, a quote or a line's end is quoted") {
  CHECK(text("a,b") == "\"a,b\"\n");
  CHECK(text("a\"b") == "\"a\"\"b\"\n");
  CHECK(text("=HYPERLINK(\"x\",1)") == "\"'=HYPERLINK(\"\"x\"\",1)\"\n");
  CHECK(text("a b") == "a b\n");
}

TEST_CASE("Control and invisible characters are shown, so that a row stays a line") {
  CHECK(text("a\nb") == "\"a\\u{a}b\"\n");
  CHECK(text("\rb") == "\"'\\u{d}b\"\n");
  CHECK(text("\tb") == "'\\u{9}b\n");
  CHECK(text("\x1b[2J") == "\\u{1b}[2J\n");
  CHECK(text("\u202eCTB") == "\\u{202e}CTB\n");
  CHECK(text("\u200b=1") == "\\u{200b}=1\n");
  CHECK(text("比特币") == "比特币\n");
}
