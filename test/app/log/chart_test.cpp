#include "app/log/chart.hpp"

#include "test/catch.hpp"

namespace coffer::app {
namespace {

Time at(int minute) { return Time(std::chrono::minutes(minute)); }

Series series_of(const std::vector<std::pair<int, const char*>>& readings) {
  Series series({"main", "cash", "BTC", "totalBalance"}, slices_for_plot(52));
  for (const auto& [minute, amount] : readings) {
    series.add({at(minute), Decimal::parse(amount).value()});
  }
  return series;
}

std::string drawn(const Series& series, const PlotStyle& style) {
  const Summary whole = series.summary();
  return draw_plot(series, "main BTC totalBalance", whole.first.time, whole.last.time, style);
}

Series stairs() {
  return series_of({{0, "-0.5"}, {20, "1285.366663467"}, {30, "600"}, {49, "700"}});
}

TEST_CASE("a chart in ASCII has the exact extremes and times at its edges") {
  CHECK(drawn(stairs(), {.width = 52, .unicode = false}) ==
        "main BTC totalBalance\n"
        "+- 1285.366663467 ---------------------------------+\n"
        "|                    :''''''''':                   |\n"
        "|                    :         :                   |\n"
        "|                    :         :                   |\n"
        "|                    :         :                   |\n"
        "|                    :         :                  .|\n"
        "|                    :         ''''''''''''''''''''|\n"
        "|                    :                             |\n"
        "|                    :                             |\n"
        "|                    :                             |\n"
        "|....................:                             |\n"
        "+- -0.5 -------------------------------------------+\n"
        "1970-01-01T00:00:00.000Z    1970-01-01T00:49:00.000Z\n");
}

TEST_CASE("a chart in braille packs eight dots into a character") {
  CHECK(drawn(stairs(), {.width = 52}) ==
        "main BTC totalBalance\n"
        "┌─ 1285.366663467 ─────────────────────────────────┐\n"
        "│                    ⡏⠉⠉⠉⠉⠉⠉⠉⠉⠉⢹                   │\n"
        "│                    ⡇         ⢸                   │\n"
        "│                    ⡇         ⢸                   │\n"
        "│                    ⡇         ⢸                   │\n"
        "│                    ⡇         ⢸                  ⢠│\n"
        "│                    ⡇         ⠘⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠚│\n"
        "│                    ⡇                             │\n"
        "│                    ⡇                             │\n"
        "│                    ⡇                             │\n"
        "│⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⡇                             │\n"
        "└─ -0.5 ───────────────────────────────────────────┘\n"
        "1970-01-01T00:00:00.000Z    1970-01-01T00:49:00.000Z\n");
}

TEST_CASE("a short peak among many readings is drawn") {
  std::vector<std::pair<int, const char*>> readings;
  for (int minute = 0; minute < 5000; ++minute) readings.emplace_back(minute, "1");
  readings[2500].second = "2";
  const std::string chart = drawn(series_of(readings), {.width = 52, .unicode = false});
  CHECK(chart.find("\n|                         :                        |\n") !=
        std::string::npos);
}

TEST_CASE("a narrow chart has its times in two lines") {
  CHECK(drawn(series_of({{0, "7.10"}}), {.width = 0, .unicode = false})
            .ends_with("|.                       |\n"
                       "+- 7.10 -----------------+\n"
                       "1970-01-01T00:00:00.000Z\n"
                       "  1970-01-01T00:00:00.000Z\n"));
}

TEST_CASE("only the title is ever bold, and a hostile one is shown escaped") {
  Series series({"", "", "A", "x"}, 8);
  series.add({Time(), Decimal()});
  const auto chart = [&](bool color) {
    return draw_plot(series, "A\x1b[2J x", Time(), Time(), {.color = color});
  };
  CHECK(chart(true).starts_with("\x1b[1mA\\u{1b}[2J x\x1b[0m\n"));
  CHECK(chart(false).starts_with("A\\u{1b}[2J x\n"));
}

TEST_CASE("a gap and the time beyond a series stay blank") {
  const Series series = series_of({{10, "1"}, {11, "1"}, {12, "1"}, {20, "1"}, {21, "1"}});
  const std::string chart = draw_plot(series, "", at(8), at(31), {.width = 52, .unicode = false});
  CHECK(chart.find("\n|    .....                 ...                     |\n") !=
        std::string::npos);
}

std::string line(const Series& series, std::size_t places, bool unicode) {
  const Summary whole = series.summary();
  return sparkline(series, whole.first.time, whole.last.time, places, unicode);
}

TEST_CASE("a sparkline is as high as the amounts") {
  const Series series =
      series_of({{0, "0"}, {1, "1"}, {2, "2"}, {3, "3"}, {4, "4"}, {5, "5"}, {6, "6"}, {7, "8"}});
  CHECK(line(series, 8, true) == "▁▂▃▄▅▆▇█");
  CHECK(line(series, 8, false) == "_.-:=+*#");
}

TEST_CASE("an amount stays until another is read, and the last one ends the line") {
  CHECK(line(series_of({{0, "1"}, {5, "2"}, {9, "1.5"}}), 10, false) == "_____####=");
}

TEST_CASE("in each share of the time the latest amount counts") {
  CHECK(line(series_of({{3, "6"}, {0, "0"}, {2, "8"}, {1, "4"}}), 2, false) == "=*");
}

TEST_CASE("steps are equal and exact, and each begins with its lower bound") {
  CHECK(line(series_of({{0, "-1"}, {1, "-0.7500000000000000000001"}, {2, "-0.75"}, {3, "1"}}), 4,
             false) == "__.#");
  CHECK(line(series_of({{0, "0"}, {1, "0.124999999999999999999999"}, {2, "0.125"}, {3, "1"}}), 4,
             false) == "__.#");
}

TEST_CASE("what never changes is low, and one reading is one character") {
  CHECK(line(series_of({{0, "5"}, {60, "5.0"}}), 4, true) == "▁▁▁▁");
  CHECK(line(series_of({{0, "5"}}), 4, true) == "▁");
}

TEST_CASE("what lies in a gap is blank, and so is what lies beyond the series") {
  const Series series = series_of({{10, "1"}, {11, "2"}, {12, "1"}, {17, "2"}, {18, "1"}});
  CHECK(sparkline(series, at(10), at(18), 9, false) == "_#_    #_");
  CHECK(sparkline(series, at(8), at(24), 17, false) == "  _#_    #_");
  CHECK(sparkline(series, at(8), at(20), 13, false) == "  _#_    #___");
  CHECK(sparkline(series_of({{0, "1"}}), at(0), at(9), 10, false) == "_");
}

}  // namespace
}  // namespace coffer::app
