#include "app/render/formats.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/output/view.hpp"
#include "test/catch.hpp"

using namespace coffer::app;
using coffer::Decimal;

namespace {

Decimal decimal(std::string_view text) { return *Decimal::parse(text); }

Report list(std::vector<Row> rows) {
  Report report;
  report.columns = {
      {"asset", "ASSET"}, {"total", "TOTAL", CellType::amount}, {"free", "FREE", CellType::amount}};
  report.rows = std::move(rows);
  report.sources = {{"main", Time()}};
  return report;
}

Report record() {
  Report report;
  report.layout = Layout::record;
  report.columns = {{.key = "total",
                     .heading = "TOTAL",
                     .type = CellType::amount,
                     .suffix = [](const Row&) { return "USDT"; }},
                    {.key = "cushion",
                     .heading = "CUSHION LEFT",
                     .type = CellType::amount,
                     .not_applicable = [](const Row& row) -> std::string_view {
                       return amount(row, 1).sign() < 0 ? "n/a" : "";
                     }},
                    {.key = "email", .heading = "EMAIL"}};
  report.rows = {{{decimal("17.5"), decimal("-1"), "me"}}};
  report.sources = {{"main", Time()}};
  return report;
}

std::string table(Report report, const RenderStyle& style = {}, const ViewOptions& view = {}) {
  shape(report, view, true);
  return formats::table.render(report, style);
}

}  // namespace

TEST_CASE("Amounts are aligned on the point, and no line ends in a space") {
  CHECK(table(list({{{"BTC", decimal("-1234.5"), decimal("0.000000001")}},
                    {{"USDT", decimal("7"), decimal("100")}}})) ==
        "ASSET    TOTAL           FREE\n"
        "BTC    -1234.5    0.000000001\n"
        "USDT       7    100\n");
}

TEST_CASE("A heading wider than its amounts is filled up on the left") {
  CHECK(table(list(
            {{{"BTC", decimal("0.5"), decimal("1")}}, {{"ETH", decimal("1"), decimal("22")}}})) ==
        "ASSET  TOTAL  FREE\n"
        "BTC      0.5     1\n"
        "ETH      1      22\n");
}

TEST_CASE("A long amount is shown whole") {
  CHECK(table(list({{{"BTC", decimal("1234567890123456789012345678.901234567890"), {}}}})) ==
        "ASSET                                      TOTAL  FREE\n"
        "BTC    1234567890123456789012345678.901234567890\n");
}

TEST_CASE("Integers stand on the right, everything else but amounts on the left") {
  Report report;
  report.columns = {{"count", "COUNT", CellType::integer},
                    {"flag", "FLAG", CellType::flag},
                    {"list", "LIST", CellType::list},
                    {"time", "TIME", CellType::time}};
  report.rows = {{{std::int64_t{7}, true, std::vector<std::string>{"a", "b"}, Time()}},
                 {{std::int64_t{123456}, false, std::vector<std::string>{}, {}}}};
  CHECK(table(report) ==
        " COUNT  FLAG   LIST  TIME\n"
        "     7  true   a b   1970-01-01T00:00:00.000Z\n"
        "123456  false\n");
}

TEST_CASE("Without headers only the rows count for the widths") {
  CHECK(
      table(list({{{"BTC", decimal("0.5"), decimal("1")}}, {{"e", decimal("10"), decimal("22")}}}),
            {.headers = false}) ==
      "BTC   0.5   1\n"
      "e    10    22\n");
}

TEST_CASE("An empty list is its header, or nothing") {
  CHECK(table(list({})) == "ASSET  TOTAL  FREE\n");
  CHECK(table(list({}), {.headers = false}).empty());
}

TEST_CASE("Columns stand in the order asked for") {
  CHECK(table(list({{{"BTC", decimal("1"), decimal("2")}}}), {}, {.columns = {"free", "asset"}}) ==
        "FREE  ASSET\n"
        "   2  BTC\n");
}

TEST_CASE("Wide, combining and hostile characters do not break the alignment") {
  CHECK(table(list({{{"比特币", decimal("1"), decimal("2")}},
                    {{"e\u0301", decimal("1"), decimal("2")}},
                    {{"\x1b[2J\n", decimal("1"), decimal("2")}}})) ==
        "ASSET           TOTAL  FREE\n"
        "比特币              1     2\n"
        "e\u0301                   1     2\n"
        "\\u{1b}[2J\\u{a}      1     2\n");
}

TEST_CASE("With color headings are bold and zeros dim, and the alignment is the same") {
  CHECK(table(list({{{"BTC", decimal("0.00"), decimal("2")}},
                    {{"ETH", decimal("10"), decimal("0")}}}),
              {.color = true}) ==
        "\x1b[1mASSET\x1b[0m  \x1b[1mTOTAL\x1b[0m  \x1b[1mFREE\x1b[0m\n"
        "BTC     \x1b[2m0.00\x1b[0m     2\n"
        "ETH    10        \x1b[2m0\x1b[0m\n");
}

TEST_CASE("A record is a labelled value a line") {
  CHECK(table(record()) ==
        "TOTAL          17.5 USDT\n"
        "CUSHION LEFT  n/a\n"
        "EMAIL         me\n");
}

TEST_CASE("A record without headers has no labels") {
  CHECK(table(record(), {.headers = false}) ==
        " 17.5 USDT\n"
        "n/a\n"
        "me\n");
}

TEST_CASE("A record's labels are bold with color") {
  CHECK(table(record(), {.color = true}, {.columns = {"email", "total"}}) ==
        "\x1b[1mEMAIL\x1b[0m  me\n"
        "\x1b[1mTOTAL\x1b[0m  17.5 USDT\n");
}

TEST_CASE("With several profiles each has a block under its name") {
  Report report = record();
  report.several_profiles = true;
  report.sources.push_back({"other\n", Time()});
  report.rows.push_back({{decimal("1"), decimal("0.25"), "you"}, 1});
  SECTION("by default") {
    CHECK(table(report) ==
          "main\n"
          "TOTAL          17.5  USDT\n"
          "CUSHION LEFT  n/a\n"
          "EMAIL         me\n"
          "\n"
          "other\\u{a}\n"
          "TOTAL           1    USDT\n"
          "CUSHION LEFT    0.25\n"
          "EMAIL         you\n");
  }
  SECTION("also as a line where asked for") {
    CHECK(table(report, {}, {.columns = {"profile", "email"}}) ==
          "main\n"
          "PROFILE  main\n"
          "EMAIL    me\n"
          "\n"
          "other\\u{a}\n"
          "PROFILE  other\\u{a}\n"
          "EMAIL    you\n");
  }
}

TEST_CASE("A list of amounts that is wider than the terminal becomes a block for each row") {
  const Report report = list({{{"BTC", decimal("22.1308675"), decimal("16.1308675")}},
                              {{"USDT", decimal("1285"), decimal("0")}}});
  const std::string whole = table(report);
  const std::size_t width = whole.find('\n', whole.find('\n') + 1) - whole.find('\n') - 1;
  CHECK(table(report, {.width = width}) == whole);
  CHECK(table(report, {.width = width - 1}) ==
        "ASSET        TOTAL       FREE\n"
        "BTC     22.1308675 16.1308675\n"
        "USDT  1285          0\n");
  CHECK(table(report, {.width = width - 3}) ==
        "ASSET  BTC\n"
        "TOTAL    22.1308675\n"
        "FREE     16.1308675\n"
        "\n"
        "ASSET  USDT\n"
        "TOTAL  1285\n"
        "FREE      0\n");
}

TEST_CASE("long text is wrapped within its column where the terminal is too narrow for the table") {
  Report report;
  report.columns = {{"step", "STEP"}, {"finding", "FINDING"}, {"hint", "HINT"}};
  report.rows = {{{"clock", "this machine's clock is fast", "set the clock of this machine"}},
                 {{"key", "accepted", ""}}};
  report.sources = {{"", Time()}};
  CHECK(table(report, {.width = 44}) ==
        "STEP   FINDING            HINT\n"
        "clock  this machine's     set the clock of\n"
        "       clock is fast      this machine\n"
        "key    accepted\n");
  CHECK(table(report, {.width = 30}) ==
        "STEP     clock\n"
        "FINDING  this machine's clock\n"
        "         is fast\n"
        "HINT     set the clock of this\n"
        "         machine\n"
        "\n"
        "STEP     key\n"
        "FINDING  accepted\n"
        "HINT\n");
}

TEST_CASE("with color a column may colour its cells") {
  Report report = list({{{"BTC", decimal("1"), decimal("2")}}});
  report.columns[0].color = [](const Row&) -> std::string_view { return "\x1b[32m"; };
  CHECK(table(report, {.headers = false, .color = true}) == "\x1b[32mBTC\x1b[0m  1  2\n");
  CHECK(table(report, {.headers = false}) == "BTC  1  2\n");
}
