#include "app/log/sparkline.hpp"

#include "test/catch.hpp"

namespace coffer::app {
namespace {

Series series_of(const std::vector<std::pair<int, const char*>>& readings) {
  Series series({.profile = {}, .report = {}, .asset = "BTC", .column = "totalBalance"}, 64);
  for (const auto& [second, amount] : readings) {
    series.add(Time(std::chrono::seconds(second)), Decimal::parse(amount).value());
  }
  return series;
}

Time at(int second) { return Time(std::chrono::seconds(second)); }

std::string drawn(const Series& series, std::size_t places, bool unicode) {
  const Summary whole = series.summary();
  return sparkline(series, {whole.first.time, whole.last.time, places}, unicode);
}

TEST_CASE("a sparkline is as high as the amounts") {
  const Series series =
      series_of({{0, "0"}, {1, "1"}, {2, "2"}, {3, "3"}, {4, "4"}, {5, "5"}, {6, "6"}, {7, "8"}});
  CHECK(drawn(series, 8, true) == "▁▂▃▄▅▆▇█");
  CHECK(drawn(series, 8, false) == "_.-:=+*#");
}

TEST_CASE("an amount stays until another is read, and the last one ends the line") {
  CHECK(drawn(series_of({{0, "1"}, {5, "2"}, {9, "1.5"}}), 10, false) == "_____####=");
}

TEST_CASE("in each share of the time the latest amount counts") {
  CHECK(drawn(series_of({{3, "6"}, {0, "0"}, {2, "8"}, {1, "4"}}), 2, false) == "=*");
}

TEST_CASE("what never changes is low, and one reading is one character") {
  CHECK(drawn(series_of({{0, "5"}, {60, "5.0"}}), 4, true) == "▁▁▁▁");
  CHECK(drawn(series_of({{0, "5"}}), 4, true) == "▁");
}

TEST_CASE("what lies in a gap is blank, and so is what lies beyond the series") {
  const Series series = series_of({{10, "1"}, {11, "2"}, {12, "1"}, {17, "2"}, {18, "1"}});
  CHECK(sparkline(series, {at(10), at(18), 9}, false) == "_#_    #_");
  CHECK(sparkline(series, {at(8), at(24), 17}, false) == "  _#_    #_      ");
  CHECK(sparkline(series, {at(8), at(20), 13}, false) == "  _#_    #___");
  CHECK(sparkline(series_of({{0, "1"}}), {at(0), at(9), 10}, false) == "_         ");
}

}  // namespace
}  // namespace coffer::app
