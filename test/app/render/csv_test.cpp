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

TEST_CASE("CSV has the keys as they are shown, then a line a row, with amounts as they came") {
  Report report = balances();
  report.rows.push_back({{"LUNA", {}}});
  shape(report, {.columns = {"total", "asset"}});
  CHECK(formats::csv.render(report, {}) ==
        "totalBalance,asset\n"
        "1234567890123456789012345678.901234567890,BTC\n"
        "0.000000001,ETH\n"
        "-0.50,XRP\n"
        ",LUNA\n");
}

TEST_CASE("CSV of an empty list is its header, or nothing") {
  Report report = balances();
  report.rows.clear();
  shape(report, {});
  CHECK(formats::csv.render(report, {}) == "asset,totalBalance\n");
  CHECK(formats::csv.render(report, {.headers = false}).empty());
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
  CHECK(text("\u200b=1") == "\\u{200b}=1\n");
}
