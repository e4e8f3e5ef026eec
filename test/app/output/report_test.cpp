#include "app/output/report.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include "test/catch.hpp"

using namespace coffer::app;
using coffer::Decimal;
using coffer::Time;

TEST_CASE("Every cell has a text") {
  std::string buffer;
  CHECK(to_text(Cell(), buffer).empty());
  CHECK(to_text(Cell("=a\n"), buffer) == "=a\n");
  CHECK(to_text(Cell(*Decimal::parse("0.10")), buffer) == "0.10");
  CHECK(to_text(Cell(std::int64_t{-7}), buffer) == "-7");
  CHECK(to_text(Cell(true), buffer) == "true");
  CHECK(to_text(Cell(false), buffer) == "false");
  CHECK(to_text(Cell(Time()), buffer) == "1970-01-01T00:00:00.000Z");
  CHECK(to_text(Cell(std::vector<std::string>{"a", "b c"}), buffer) == "a b c");
  CHECK(to_text(Cell(std::vector<std::string>{}), buffer).empty());
}
