#include "app/output/condition.hpp"

#include "app/output/time.hpp"
#include "test/catch.hpp"
#include "test/support/errors.hpp"

namespace coffer::app {
namespace {

Decimal decimal(std::string_view text) { return *Decimal::parse(text); }

// Two assets of two profiles.
Report sample() {
  Report report;
  report.columns = {
      {"asset", "ASSET"},
      {"totalBalance", "TOTAL", CellType::amount},
  };
  report.rows = {{{"BTC", decimal("0.30")}, 0}, {{"A.b", decimal("7")}, 1}};
  report.sources = {{.profile = "first", .received = {}}, {.profile = "second", .received = {}}};
  report.several_profiles = true;
  return report;
}

// What is told of a condition, all in one line.
std::string tested(std::string_view text, const Report& report = sample()) {
  const auto condition = parse_condition(text);
  REQUIRE(condition);
  require_testable(*condition, report);
  std::string told;
  for (const auto& [profile, error, held] : held_conditions({*condition}, report)) {
    CHECK(error.kind == ErrorKind::condition);
    told += profile + ": " + error.message + ";";
  }
  return told;
}

TEST_CASE("a condition is an asset or none, a column, an operator and a number") {
  const auto condition = parse_condition("USDT.availableBalance<500");
  REQUIRE(condition);
  CHECK(condition->text == "USDT.availableBalance<500");
  CHECK(condition->asset == "USDT");
  CHECK(condition->where.column == "availableBalance");
  CHECK(condition->where.comparison.symbol == "<");
  CHECK(condition->where.value == "500");

  CHECK(parse_condition(" MAX LEVERAGE  >=  -0.5 ")->where.column == "MAX LEVERAGE");
  CHECK(parse_condition(" MAX LEVERAGE  >=  -0.5 ")->where.value == "-0.5");
  CHECK(parse_condition("A.b.total==1")->asset == "A.b");
  CHECK(parse_condition("total!=1")->where.comparison.symbol == "!=");
}

TEST_CASE("text that is no condition is recognized") {
  for (const char* text : {"", "total", "total<", "<5", "total<x", "total<5%", "total=5",
                           "total=<5", "total<>5", "total<<5", "total 5", ".total<5", "USDT.<5",
                           "total<5<6", "total< ", "total<+5", "total<1,5", "!5", "total!5"}) {
    INFO(text);
    CHECK_FALSE(parse_condition(text));
  }
}

TEST_CASE("a condition without an asset is tested on every row, and tells which") {
  CHECK(tested("totalBalance>0") ==
        "first: totalBalance>0 holds: found 0.30 in BTC;second: totalBalance>0 holds: found 7 in "
        "A.b;");
  CHECK(tested("a.B.totalBalance>0") == "second: a.B.totalBalance>0 holds: found 7;");
}

TEST_CASE("a row that is not shown meets the conditions that name its asset and no others") {
  const Report report = sample();
  const auto is_shown = [](const Row& row) { return asset_of(row) != "BTC"; };
  const auto count = [&](std::string_view condition) {
    return held_conditions({*parse_condition(condition)}, report, is_shown).size();
  };
  CHECK(count("total<1") == 0);
  CHECK(count("BTC.total<1") == 1);
}

TEST_CASE("conditions on other columns than numbers, and on assets of a record, are refused") {
  CHECK_THROWS_AS(tested("asset<5"), Error);
  CHECK_THROWS_AS(tested("nothing<5"), Error);
  Report record = sample();
  record.layout = Layout::record;
  CHECK(tested("total<5", record) == "first: total<5 holds: found 0.30;");
  CHECK_THROWS_AS(tested("BTC.total<5", record), Error);
}

Report one_row() {
  Report report;
  report.columns = {
      {"asset", "ASSET"},
      {"totalBalance", "TOTAL", CellType::amount},
      {"count", "COUNT", CellType::integer},
      {"lastTime", "LAST TIME", CellType::time},
      {"tradePermission", "TRADE", CellType::flag},
      {"allowedIps", "IPS", CellType::list},
      {"twice", "TWICE", CellType::amount, Visibility::on_request,
       [](const Row& row) { return Cell(amount(row, 1) + amount(row, 1)); }},
      {"absent", "ABSENT", CellType::amount},
      {.key = "cushion",
       .heading = "CUSHION",
       .type = CellType::amount,
       .not_applicable = [](const Row&) { return "n/a"; }},
  };
  report.rows.push_back({{"BTC",
                          Decimal::parse("1.50").value(),
                          std::int64_t{7},
                          parse_time("2026-01-31T08:00:00Z").value(),
                          true,
                          std::vector<std::string>{"a", "b"},
                          {},
                          {},
                          Decimal()}});
  return report;
}

bool accepts(std::string_view text) {
  const Report report = one_row();
  const Where where = parse_where(text).value();
  return row_filter(where, report, find_column(report.columns, where.column))(report.rows.front());
}

std::string refusal(std::string_view text) {
  const Error error = test::error_of([&] { accepts(text); });
  CHECK(error.kind == ErrorKind::usage);
  return error.message;
}

TEST_CASE("each operator compares amounts and numbers exactly") {
  struct Case {
    std::string op;
    bool below;
    bool equal;
    bool above;
  };
  for (const auto& [op, below, equal, above] :
       {Case{"<", true, false, false}, Case{"<=", true, true, false},
        Case{"==", false, true, false}, Case{">=", false, true, true},
        Case{">", false, false, true}, Case{"!=", true, false, true}}) {
    INFO(op);
    CHECK(accepts("TOTAL" + op + "1.500000000000000000000000000001") == below);
    CHECK(accepts("totalBalance " + op + " 1.5") == equal);
    CHECK(accepts("total" + op + "1.499999999999999999999999999999") == above);
    CHECK(accepts("count" + op + "7") == equal);
    CHECK(accepts("twice" + op + "3") == equal);
  }
}

TEST_CASE("times compare as times, given as time, date or age") {
  CHECK(accepts("lastTime>=2026-01-31T09:00+01:00"));
  CHECK_FALSE(accepts("lastTime>2026-01-31T08:00Z"));
  CHECK(accepts("lastTime > 2026-01-31"));
  CHECK(accepts("lastTime < 1m") ==
        (parse_time("2026-01-31T08:01:00Z").value() < std::chrono::system_clock::now()));
}

TEST_CASE("text, flags and lists are equal or not, without regard to case") {
  CHECK(accepts("asset==btc"));
  CHECK_FALSE(accepts("asset!=Btc"));
  CHECK(accepts("asset!=ETH"));
  CHECK(accepts("tradePermission==true"));
  CHECK_FALSE(accepts("tradePermission!=true"));
  CHECK(accepts("allowedIps==A b"));
}

TEST_CASE("a cell that is absent or does not apply satisfies nothing") {
  for (const char* text : {"absent==0", "absent!=0", "cushion==0", "cushion!=0", "cushion<1"})
    CHECK_FALSE(accepts(text));
}

TEST_CASE("a value of another type, and an order of text, are refused") {
  CHECK(refusal("totalBalance>x") == "--where: totalBalance is compared with a number");
  CHECK(refusal("lastTime>soon") ==
        "--where: lastTime is compared with a time: RFC 3339, a date, or an age as 7d");
  CHECK(refusal("asset<BTC") == "--where: asset is compared by == or != only");
  CHECK(refusal("tradePermission==yes") == "--where: tradePermission is true or false");
  CHECK(refusal("allowedIps>=a") == "--where: allowedIps is compared by == or != only");
}

TEST_CASE("what rows are chosen by is a column, an operator and a value") {
  for (const char* text : {"", "asset", "asset=BTC", "==1", "asset==", "asset ==  ", "a<>b<"}) {
    INFO(text);
    CHECK(parse_where(text).has_value() == (std::string_view(text) == "a<>b<"));
  }
}

}  // namespace
}  // namespace coffer::app
