#include "app/output/view.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "test/catch.hpp"
#include "test/support/errors.hpp"

namespace coffer::app {
namespace {

Row row(std::string asset, std::string_view total) {
  return {{std::move(asset), *Decimal::parse(total), Cell()}};
}

TEST_CASE("without a wish every row is shown") {
  CHECK(is_shown({}, row("BTC", "1"), false));
  CHECK(is_shown({}, row("ASD", "0"), false));
}

TEST_CASE("of named assets only these are shown, in any case, also without a balance") {
  ViewOptions view;
  view.assets = {"btc", "ASD"};
  CHECK(is_shown(view, row("BTC", "1"), true));
  CHECK(is_shown(view, row("ASD", "0"), true));
  CHECK_FALSE(is_shown(view, row("ETH", "1"), true));
}

TEST_CASE("zero balances that were asked for only to be looked at are not shown") {
  ViewOptions view;
  CHECK(is_shown(view, row("BTC", "-1"), true));
  CHECK_FALSE(is_shown(view, row("ASD", "0.00"), true));
  view.show_all = true;
  CHECK(is_shown(view, row("ASD", "0.00"), true));
}

TEST_CASE("a condition asks for the asset that it names") {
  ViewOptions view;
  view.conditions.push_back(*parse_condition("totalBalance>0"));
  CHECK(tested_assets(view).empty());
  view.conditions.push_back(*parse_condition("ASD.totalBalance>0"));
  CHECK(tested_assets(view) == std::vector<std::string>{"ASD"});
}

Decimal decimal(std::string_view text) { return *Decimal::parse(text); }

Time at(std::int64_t milliseconds) { return Time(std::chrono::milliseconds(milliseconds)); }

// Four rows of one origin; `twice` is derived, and counts how often it is.
Report sample(int& derivations) {
  Report report;
  report.columns = {
      {"asset", "ASSET"},
      {"totalBalance", "TOTAL", CellType::amount},
      {"twice", "TWICE THAT", CellType::amount, Visibility::tables,
       [&derivations](const Row& row) {
         ++derivations;
         return amount(row, 1) + amount(row, 1);
       }},
      {"note", "NOTE", CellType::text, Visibility::on_request},
  };
  report.rows = {
      {{"b", decimal("10"), {}, {}}},
      {{"a", decimal("9.99"), {}, "x"}},
      {{"B", decimal("-3"), {}, {}}},
      {{"c", decimal("10.0"), {}, "w"}},
  };
  report.sources = {{"main", at(0)}};
  return report;
}

Report sample() {
  static int ignored = 0;
  return sample(ignored);
}

std::vector<std::string> shown_keys(const Report& report) {
  std::vector<std::string> keys;
  for (const std::size_t column : report.shown) keys.push_back(report.columns[column].key);
  return keys;
}

std::string assets(const Report& report) {
  std::string text;
  for (const Row& row : report.rows) text += std::get<std::string>(row.cells[0]);
  return text;
}

Error failure(const ViewOptions& view) {
  Report report = sample();
  return test::error_of([&] { shape(report, view); });
}

using Keys = std::vector<std::string>;

TEST_CASE("What is shown depends on the wish, the format, the layout and the number of profiles") {
  Report report = sample();
  const auto keys = [&](const ViewOptions& view, bool is_table = false) {
    Report copy = report;
    shape(copy, view, is_table);
    return fmt::format("{}", fmt::join(shown_keys(copy), " "));
  };
  const ViewOptions named{.columns = {"asset", "timestamp"}, .timestamp = true};
  CHECK(keys({}) == "asset totalBalance");
  CHECK(keys({}, true) == "asset totalBalance twice");
  CHECK(keys({.timestamp = true}) == "timestamp asset totalBalance");
  CHECK(keys(named) == "timestamp asset");
  report.several_profiles = true;
  CHECK(keys({}) == "profile asset totalBalance");
  CHECK(keys({}, true) == "profile asset totalBalance twice");
  CHECK(keys({.timestamp = true}) == "timestamp profile asset totalBalance");
  CHECK(keys(named) == "timestamp asset");
  report.layout = Layout::record;  // whose tables have the profile as the head of a block
  CHECK(keys({}) == "profile asset totalBalance");
  CHECK(keys({}, true) == "asset totalBalance twice");
}

TEST_CASE("Columns are chosen by key or heading in any case, in the order given") {
  Report report = sample();
  shape(report, {.columns = {"NOTE", "twice that", "TotalBalance", "timestamp", "profile"}});
  CHECK(shown_keys(report) == Keys{"note", "twice", "totalBalance", "timestamp", "profile"});
  CHECK(report.rows[1].cells[report.shown[1]] == Cell(decimal("19.98")));
  CHECK(report.rows[1].cells[report.shown[3]] == Cell(at(0)));
  CHECK(report.rows[1].cells[report.shown[4]] == Cell("main"));
}

TEST_CASE("The profile is absent where the key is of none") {
  Report report = sample();
  report.sources.front().profile = "";
  shape(report, {.columns = {"profile"}});
  CHECK(report.rows[0].cells[report.shown[0]] == Cell());
}

TEST_CASE("With several profiles each row says which one it is of") {
  Report report = sample();
  report.several_profiles = true;
  report.sources.push_back({"other", at(1)});
  report.rows[2].source = 1;
  shape(report, {});
  CHECK(shown_keys(report) == Keys{"profile", "asset", "totalBalance"});
  CHECK(report.rows[1].cells[report.shown[0]] == Cell("main"));
  CHECK(report.rows[2].cells[report.shown[0]] == Cell("other"));
}

TEST_CASE("An unknown column is a usage error that names the nearest and all") {
  const Error error = failure({.columns = {"totalBalanc"}});
  CHECK(error.kind == ErrorKind::usage);
  CHECK(error.message == "unknown column 'totalBalanc'");
  CHECK(error.hint ==
        "did you mean 'totalBalance'? the columns are asset, totalBalance, twice, note, profile, "
        "timestamp");
  CHECK(failure({.columns = {"xyz"}}).hint ==
        "the columns are asset, totalBalance, twice, note, profile, timestamp");
  CHECK(failure({.sort = Sort{"xyz"}}).message == "unknown column 'xyz'");
  CHECK(failure({.columns = {"asset", ""}}).message == "a column's name is missing");
}

TEST_CASE("A column named twice is a usage error") {
  const Error error = failure({.columns = {"asset", "totalBalance", "TOTAL"}});
  CHECK(error.kind == ErrorKind::usage);
  CHECK(error.message == "column 'TOTAL' is named twice");
}

TEST_CASE("Rows sort by value or by text, absent cells first, and equal ones keep their order") {
  const auto [sort, order] = GENERATE(table<std::optional<Sort>, std::string>({
      {std::nullopt, "baBc"},
      {Sort{"totalBalance"}, "Babc"},
      {Sort{"total", true}, "bcaB"},
      {Sort{"asset"}, "Babc"},
      {Sort{"note"}, "bBca"},
  }));
  Report report = sample();
  shape(report, {.sort = sort});
  CHECK(assets(report) == order);
}

TEST_CASE("Derived cells are computed where shown or sorted by, once, and else not at all") {
  int derivations = 0;
  Report report = sample(derivations);
  SECTION("not needed") {
    shape(report, {});
    CHECK(derivations == 0);
  }
  SECTION("sorted by") {
    shape(report, {.sort = Sort{"twice"}});
    CHECK(derivations == 4);
    CHECK(assets(report) == "Babc");
  }
  SECTION("shown and sorted by") {
    shape(report, {.sort = Sort{"twice"}}, true);
    CHECK(derivations == 4);
  }
}

}  // namespace
}  // namespace coffer::app
