#include "app/output/report.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "test/catch.hpp"

using namespace coffer::app;
using coffer::Decimal;
using coffer::Time;

namespace {

Time at(std::int64_t milliseconds) { return Time(std::chrono::milliseconds(milliseconds)); }

}  // namespace

TEST_CASE("Times are printed as RFC 3339 in UTC with milliseconds") {
  CHECK(to_text(at(0)) == "1970-01-01T00:00:00.000Z");
  CHECK(to_text(at(1769846400007)) == "2026-01-31T08:00:00.007Z");
  CHECK(to_text(at(951868799999)) == "2000-02-29T23:59:59.999Z");
  CHECK(to_text(at(-1)) == "1969-12-31T23:59:59.999Z");
}

TEST_CASE("Every cell has a text") {
  std::string buffer;
  CHECK(to_text(Cell(), buffer).empty());
  CHECK(to_text(Cell("=a\n"), buffer) == "=a\n");
  CHECK(to_text(Cell(*Decimal::parse("0.10")), buffer) == "0.10");
  CHECK(to_text(Cell(std::int64_t{-7}), buffer) == "-7");
  CHECK(to_text(Cell(true), buffer) == "true");
  CHECK(to_text(Cell(false), buffer) == "false");
  CHECK(to_text(Cell(at(0)), buffer) == "1970-01-01T00:00:00.000Z");
  CHECK(to_text(Cell(std::vector<std::string>{"a", "b c"}), buffer) == "a b c");
  CHECK(to_text(Cell(std::vector<std::string>{}), buffer).empty());
}
