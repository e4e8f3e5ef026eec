#include "app/log/series.hpp"

#include <algorithm>
#include <random>

#include "app/output/time.hpp"
#include "test/catch.hpp"

namespace coffer::app {
namespace {

Time at(std::int64_t milliseconds) { return Time(std::chrono::milliseconds(milliseconds)); }
Decimal decimal(std::string_view text) { return Decimal::parse(text).value(); }

std::string shown(const Sample& reading) {
  return reading.amount.text() + "@" + std::to_string(reading.time.time_since_epoch().count());
}

// "count first last least greatest"
std::string shown(const Summary& summary) {
  return std::to_string(summary.count) + " " + shown(summary.first) + " " + shown(summary.last) +
         " " + shown(summary.least) + " " + shown(summary.greatest);
}

Series make_series(std::size_t max_slices = 8) {
  return {{.profile = "main", .report = "cash", .asset = "BTC", .column = "totalBalance"},
          max_slices};
}

struct Given {
  std::int64_t time;
  const char* amount;
};

std::string summary_of(const std::vector<Given>& readings) {
  Series series = make_series();
  for (const auto& [time, amount] : readings) series.add({at(time), decimal(amount)});
  return shown(series.summary());
}

TEST_CASE("a series knows its first, last, least and greatest reading") {
  CHECK(summary_of({{5, "1.0"}}) == "1 1.0@5 1.0@5 1.0@5 1.0@5");
  CHECK(summary_of({{1, "2"}, {2, "10"}, {3, "-9"}, {4, "3"}}) == "4 2@1 3@4 -9@3 10@2");
}

TEST_CASE("readings may come in any order") {
  CHECK(summary_of({{4, "3"}, {1, "2"}, {3, "-9"}, {2, "10"}}) == "4 2@1 3@4 -9@3 10@2");
  CHECK(summary_of({{900'000, "3"}, {-900'000, "2"}}) == "2 2@-900000 3@900000 2@-900000 3@900000");
}

TEST_CASE("of equal amounts the earliest counts, by value and not by text") {
  CHECK(summary_of({{3, "1"}, {2, "1.0"}, {1, "2"}, {4, "2.00"}, {5, "1.00"}}) ==
        "5 2@1 1.00@5 1.0@2 2@1");
}

TEST_CASE("of readings at the same time the one added last is the last") {
  CHECK(summary_of({{1, "1"}, {1, "3"}, {1, "2"}}) == "3 1@1 2@1 1@1 3@1");
}

TEST_CASE("slices stay few and hold every reading, whatever the order and the span") {
  std::mt19937 random(7);
  for (const std::int64_t step : {1, 1000, 300'000, 86'400'000}) {
    std::vector<std::int64_t> times;
    for (std::int64_t i = 0; i < 500; ++i) times.push_back(-1'000'000 + i * step);
    const bool shuffled = step != 1000;
    if (shuffled) std::shuffle(times.begin(), times.end(), random);
    Series series = make_series(16);
    for (const std::int64_t time : times) {
      series.add({at(time), decimal(std::to_string(time))});
      CHECK(series.slices().size() <= 16);
    }
    CHECK(series.slices().size() >= 8);

    std::int64_t count = 0;
    std::int64_t previous = -2'000'000;
    for (const auto& [number, slice] : series.slices()) {
      count += slice.count;
      CHECK(slice.first.time.time_since_epoch().count() > previous);
      CHECK(slice.least.amount == slice.first.amount);
      CHECK(slice.greatest.amount == slice.last.amount);
      previous = slice.last.time.time_since_epoch().count();
    }
    CHECK(count == 500);
    const std::string first = std::to_string(-1'000'000) + "@" + std::to_string(-1'000'000);
    CHECK(shown(series.summary().first) == first);
    CHECK(shown(series.summary().least) == first);
  }
}

TEST_CASE("gaps are what is longer than three times the usual interval") {
  Series series = make_series();
  std::int64_t hour = 0;
  const auto add = [&] { series.add({at(hour * 3'600'000), decimal("1")}); };
  for (; hour < 10; ++hour) add();
  CHECK(series.gaps() == 0);
  hour += 2;  // the next comes three hours after the last
  add();
  CHECK(series.gaps() == 0);
  hour += 4;
  add();
  CHECK(series.gaps() == 1);
  CHECK(series.has_gap(at(0), at(4 * 3'600'000)));
  CHECK_FALSE(series.has_gap(at(0), at(3 * 3'600'000)));
  CHECK_FALSE(series.has_ended(at((hour + 3) * 3'600'000)));
  CHECK(series.has_ended(at((hour + 4) * 3'600'000)));

  series.add({at(0), decimal("1")});
  CHECK_FALSE(series.gaps());
}

TEST_CASE("a single reading has no gap and ends at once") {
  Series series = make_series();
  series.add({at(5), decimal("1")});
  CHECK(series.gaps() == 0);
  CHECK_FALSE(series.has_ended(at(5)));
  CHECK(series.has_ended(at(6)));
}

TEST_CASE("of each period the last reading is kept, in whatever order they come") {
  Series series({"main", "cash", "BTC", "totalBalance"}, 8, Period::day);
  const std::int64_t day = 86'400'000;
  for (const auto& [time, amount] : std::vector<Given>{
           {5, "1"}, {7, "2"}, {3 * day, "9"}, {day - 1, "3"}, {6, "4"}, {3 * day + 1, "8"}}) {
    series.add({at(time), decimal(amount)});
  }
  std::string all;
  for (const auto& [begin, last] : series.periods())
    all += to_text(begin) + " " + shown(last) + "; ";
  CHECK(all == "1970-01-01T00:00:00.000Z 3@86399999; 1970-01-04T00:00:00.000Z 8@259200001; ");
}

std::string begin(const char* time, Period period) {
  return to_text(begin_of(period, parse_time(time).value()));
}

TEST_CASE("time is divided in UTC, weeks begin on Monday") {
  CHECK(begin("2026-12-31T23:59:59.999Z", Period::hour) == "2026-12-31T23:00:00.000Z");
  CHECK(begin("2026-12-31T23:59:59.999Z", Period::day) == "2026-12-31T00:00:00.000Z");
  CHECK(begin("2026-11-29T12:00:00Z", Period::week) == "2026-11-23T00:00:00.000Z");
  CHECK(begin("2026-11-30T00:00:00Z", Period::week) == "2026-11-30T00:00:00.000Z");
  CHECK(begin("2028-02-29T12:00:00Z", Period::month) == "2028-02-01T00:00:00.000Z");
  CHECK(begin("2026-12-31T12:00:00Z", Period::month) == "2026-12-01T00:00:00.000Z");
  CHECK(begin("1969-12-31T12:00:00Z", Period::week) == "1969-12-29T00:00:00.000Z");
}

}  // namespace
}  // namespace coffer::app
