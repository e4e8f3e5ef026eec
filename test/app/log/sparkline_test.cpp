#include "app/log/sparkline.hpp"

#include "test/catch.hpp"

namespace coffer::app {
namespace {

Series series_of(const std::vector<std::pair<int, const char*>>& readings) {
  Series series({.profile = {}, .asset = "BTC", .column = "totalBalance"}, 64);
  for (const auto& [second, amount] : readings) {
    series.add(Time(std::chrono::seconds(second)), Decimal::parse(amount).value());
  }
  return series;
}

TEST_CASE("a sparkline is as high as the amounts") {
  const Series series =
      series_of({{0, "0"}, {1, "1"}, {2, "2"}, {3, "3"}, {4, "4"}, {5, "5"}, {6, "6"}, {7, "8"}});
  CHECK(sparkline(series, 8, true) == "▁▂▃▄▅▆▇█");
  CHECK(sparkline(series, 8, false) == "_.-:=+*#");
}

TEST_CASE("an amount stays until another is read, and the last one ends the line") {
  CHECK(sparkline(series_of({{0, "1"}, {5, "2"}, {9, "1.5"}}), 10, false) == "_____####=");
}

TEST_CASE("in each share of the time the latest amount counts") {
  CHECK(sparkline(series_of({{3, "6"}, {0, "0"}, {2, "8"}, {1, "4"}}), 2, false) == "=*");
}

TEST_CASE("what never changes is low, and one reading is one character") {
  CHECK(sparkline(series_of({{0, "5"}, {60, "5.0"}}), 4, true) == "▁▁▁▁");
  CHECK(sparkline(series_of({{0, "5"}}), 4, true) == "▁");
}

}  // namespace
}  // namespace coffer::app
