#include "app/output/view.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "coffer/error.hpp"
#include "test/catch.hpp"

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
  try {
    shape(report, view);
  } catch (const Error& error) {
    return error;
  }
  FAIL("shape did not throw");
  return {ErrorKind::internal, {}};
}

using Keys = std::vector<std::string>;

TEST_CASE("Derived columns are shown by default in tables only") {
  Report report = sample();
  SECTION("table") {
    shape(report, {}, true);
    CHECK(shown_keys(report) == Keys{"asset", "totalBalance", "twice"});
  }
  SECTION("elsewhere") {
    shape(report, {});
    CHECK(shown_keys(report) == Keys{"asset", "totalBalance"});
  }
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

TEST_CASE("A timestamp asked for comes first, once") {
  Report report = sample();
  SECTION("before the default columns") {
    shape(report, {.timestamp = true});
    CHECK(shown_keys(report) == Keys{"timestamp", "asset", "totalBalance"});
  }
  SECTION("before named columns") {
    shape(report, {.columns = {"asset", "timestamp"}, .timestamp = true});
    CHECK(shown_keys(report) == Keys{"timestamp", "asset"});
  }
  SECTION("before the profile") {
    report.several_profiles = true;
    shape(report, {.timestamp = true});
    CHECK(shown_keys(report) == Keys{"timestamp", "profile", "asset", "totalBalance"});
  }
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

TEST_CASE("Named columns are all there is, with several profiles, too") {
  Report report = sample();
  report.several_profiles = true;
  shape(report, {.columns = {"asset"}});
  CHECK(shown_keys(report) == Keys{"asset"});
}

TEST_CASE("Record tables leave the profile to the block's head") {
  Report report = sample();
  report.layout = Layout::record;
  report.several_profiles = true;
  SECTION("in tables") {
    shape(report, {}, true);
    CHECK(shown_keys(report) == Keys{"asset", "totalBalance", "twice"});
  }
  SECTION("not elsewhere") {
    shape(report, {});
    CHECK(shown_keys(report) == Keys{"profile", "asset", "totalBalance"});
  }
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
}

TEST_CASE("A column named twice is a usage error") {
  const Error error = failure({.columns = {"asset", "totalBalance", "TOTAL"}});
  CHECK(error.kind == ErrorKind::usage);
  CHECK(error.message == "column 'TOTAL' is named twice");
}

TEST_CASE("Rows keep their order unless a sort is asked for") {
  Report report = sample();
  shape(report, {});
  CHECK(assets(report) == "baBc");
}

TEST_CASE("Amounts sort by value, and equal rows keep their order both ways") {
  Report report = sample();
  SECTION("ascending") {
    shape(report, {.sort = Sort{"totalBalance"}});
    CHECK(assets(report) == "Babc");
  }
  SECTION("descending") {
    shape(report, {.sort = Sort{"total", true}});
    CHECK(assets(report) == "bcaB");
  }
}

TEST_CASE("Text sorts by its bytes") {
  Report report = sample();
  shape(report, {.sort = Sort{"asset"}});
  CHECK(assets(report) == "Babc");
}

TEST_CASE("Absent cells sort first") {
  Report report = sample();
  shape(report, {.sort = Sort{"note"}});
  CHECK(assets(report) == "bBca");
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
