#include "app/log/plot.hpp"

#include "test/catch.hpp"

namespace coffer::app {
namespace {

Series series_of(const std::vector<std::pair<int, const char*>>& readings) {
  Series series({"main", "cash", "BTC", "totalBalance"}, slices_for_plot(52));
  for (const auto& [minute, amount] : readings) {
    series.add(Time(std::chrono::minutes(minute)), Decimal::parse(amount).value());
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

TEST_CASE("a single reading is one dot, with one time") {
  CHECK(drawn(series_of({{0, "7.10"}}), {.width = 0, .unicode = false})
            .ends_with("|.                       |\n"
                       "+- 7.10 -----------------+\n"
                       "1970-01-01T00:00:00.000Z\n"));
}

TEST_CASE("a narrow chart has its times in two lines") {
  CHECK(drawn(stairs(), {.width = 30, .unicode = false})
            .ends_with("+- -0.5 ---------------------+\n"
                       "1970-01-01T00:00:00.000Z\n"
                       "      1970-01-01T00:49:00.000Z\n"));
}

TEST_CASE("only the title is ever bold, and a hostile one is shown escaped") {
  Series series({"", "", "A", "x"}, 8);
  series.add(Time(), Decimal());
  const auto chart = [&](bool color) {
    return draw_plot(series, "A\x1b[2J x", Time(), Time(), {.color = color});
  };
  CHECK(chart(true).starts_with("\x1b[1mA\\u{1b}[2J x\x1b[0m\n"));
  CHECK(chart(false).starts_with("A\\u{1b}[2J x\n"));
}

TEST_CASE("a gap and the time beyond a series stay blank") {
  const Series series = series_of({{10, "1"}, {11, "1"}, {12, "1"}, {20, "1"}, {21, "1"}});
  const std::string chart =
      draw_plot(series, "", Time(std::chrono::minutes(8)), Time(std::chrono::minutes(31)),
                {.width = 26, .unicode = false});
  CHECK(chart.find("\n|  ...       ..          |\n") != std::string::npos);
  CHECK(chart.ends_with("1970-01-01T00:08:00.000Z\n  1970-01-01T00:31:00.000Z\n"));
}

}  // namespace
}  // namespace coffer::app
