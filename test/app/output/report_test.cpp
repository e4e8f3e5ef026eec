#include "app/output/report.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include "test/catch.hpp"

using namespace coffer::app;
using coffer::Decimal;
using coffer::Time;

TEST_CASE("Every cell has a text") {
  CHECK(to_text(Cell()).empty());
  CHECK(to_text(Cell("=a\n")) == "=a\n");
  CHECK(to_text(Cell(*Decimal::parse("0.10"))) == "0.10");
  CHECK(to_text(Cell(std::int64_t{-7})) == "-7");
  CHECK(to_text(Cell(true)) == "true");
  CHECK(to_text(Cell(false)) == "false");
  CHECK(to_text(Cell(Time())) == "1970-01-01T00:00:00.000Z");
  CHECK(to_text(Cell(std::vector<std::string>{"a", "b c"})) == "a b c");
  CHECK(to_text(Cell(std::vector<std::string>{})).empty());
}
