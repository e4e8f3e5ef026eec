#include "app/log/csv_line.hpp"

#include "app/output/shape.hpp"
#include "app/render/formats.hpp"
#include "coffer/error.hpp"
#include "test/catch.hpp"

namespace coffer::app {
namespace {

using Cells = std::vector<std::string_view>;

TEST_CASE("a line is split at its commas") {
  CsvLine line;
  line.split("a,,b c");
  CHECK(line.cells() == Cells{"a", "", "b c"});
  line.split("a");
  CHECK(line.cells() == Cells{"a"});
  line.split(",");
  CHECK(line.cells() == Cells{"", ""});
}

TEST_CASE("a quoted cell holds commas, and quotes that are doubled") {
  CsvLine line;
  line.split(R"("a,b","","""","say ""hi""",x"y,"z")");
  CHECK(line.cells() == Cells{"a,b", "", "\"", "say \"hi\"", "x\"y", "z"});
}

TEST_CASE("quotes that do not pair are refused") {
  CsvLine line;
  for (const char* text : {R"("a)", R"(a,")", R"("a"")", R"("a"b)", R"("a" ,b)"}) {
    CHECK_THROWS_AS(line.split(text), Error);
  }
}

TEST_CASE("text reads back as it was before it was written") {
  for (const char* text : {"BTC", "=1+1", "'quoted'", "-x", "@", "a,b", "'\"", ",", "\"", ""}) {
    Report report;
    report.columns = {{"asset", "ASSET"}, {"note", "NOTE"}};
    report.rows = {{{std::string(text), std::string("end")}}};
    report.sources.resize(1);
    shape(report, {});
    std::string written = formats::csv.render(report, {.headers = false});
    written.pop_back();  // the line's end
    CsvLine line;
    line.split(written);
    REQUIRE(line.cells().size() == 2);
    CHECK(text_of_cell(line.cells()[0]) == text);
  }
}

}  // namespace
}  // namespace coffer::app
