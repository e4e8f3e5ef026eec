#include "app/render/formats.hpp"

#include <string_view>

#include "app/output/view.hpp"
#include "test/catch.hpp"

using namespace coffer::app;
using coffer::Decimal;

namespace {

Report balances() {
  Report report;
  report.columns = {{"asset", "ASSET"}, {"totalBalance", "TOTAL", CellType::amount}};
  report.rows = {
      {{"BTC", *Decimal::parse("1234567890123456789012345678.901234567890")}},
      {{"ETH", *Decimal::parse("0.000000001")}},
  };
  report.sources = {{"main", Time()}};
  return report;
}

}  // namespace

TEST_CASE("A list is an array of objects, amounts are strings") {
  Report report = balances();
  shape(report, {});
  CHECK(formats::json.render(report, {}) ==
        R"([{"asset":"BTC","totalBalance":"1234567890123456789012345678.901234567890"},)"
        R"({"asset":"ETH","totalBalance":"0.000000001"}])"
        "\n");
}

TEST_CASE("JSON is indented by two spaces where asked for") {
  Report report = balances();
  report.rows.pop_back();
  shape(report, {.columns = {"asset"}});
  CHECK(formats::json.render(report, {.indented = true}) ==
        "[\n"
        "  {\n"
        "    \"asset\": \"BTC\"\n"
        "  }\n"
        "]\n");
}

TEST_CASE("An empty list is an empty array, and no lines") {
  Report report = balances();
  report.rows.clear();
  shape(report, {});
  CHECK(formats::json.render(report, {}) == "[]\n");
  CHECK(formats::json.render(report, {.indented = true}) == "[]\n");
  CHECK(formats::jsonl.render(report, {}).empty());
}

TEST_CASE("One line a row, in the order of the shown columns") {
  Report report = balances();
  shape(report, {.columns = {"profile", "total", "asset"}, .sort = Sort{"total"}});
  CHECK(formats::jsonl.render(report, {}) ==
        R"({"profile":"main","totalBalance":"0.000000001","asset":"ETH"})"
        "\n"
        R"({"profile":"main","totalBalance":"1234567890123456789012345678.901234567890",)"
        R"("asset":"BTC"})"
        "\n");
}

TEST_CASE("A record is an object, and an array of them with several profiles") {
  Report report = balances();
  report.layout = Layout::record;
  report.rows.pop_back();
  SECTION("one profile") {
    shape(report, {.columns = {"asset"}});
    CHECK(formats::json.render(report, {}) == "{\"asset\":\"BTC\"}\n");
  }
  SECTION("several, of which one is left") {
    report.several_profiles = true;
    shape(report, {.columns = {"asset"}});
    CHECK(formats::json.render(report, {}) == "[{\"asset\":\"BTC\"}]\n");
  }
}

TEST_CASE("Each type of cell has its JSON type") {
  Report report;
  report.layout = Layout::record;
  report.columns = {{"absent", ""},
                    {"integer", "", CellType::integer},
                    {"flag", "", CellType::flag},
                    {"time", "", CellType::time},
                    {"list", "", CellType::list}};
  report.rows = {{{{}, std::int64_t{6}, true, Time(), std::vector<std::string>{"a", "b"}}}};
  shape(report, {});
  CHECK(formats::json.render(report, {}) ==
        R"({"absent":null,"integer":6,"flag":true,"time":"1970-01-01T00:00:00.000Z",)"
        R"("list":["a","b"]})"
        "\n");
}

TEST_CASE("Hostile text is escaped") {
  Report report;
  report.columns = {{"asset", "ASSET"}};
  report.rows = {{{"\x1b[2J\u202e\"\\"}}};
  shape(report, {});
  CHECK(formats::jsonl.render(report, {}) == "{\"asset\":\"\\u001B[2J\\u202E\\\"\\\\\"}\n");
}
