#include "app/output/row_filter.hpp"

#include "app/output/time.hpp"
#include "coffer/error.hpp"
#include "test/catch.hpp"

namespace coffer::app {
namespace {

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
  const RowFilter filter(where, report, find_column(report.columns, where.column));
  return filter.accepts(report, report.rows.front());
}

std::string refusal(std::string_view text) {
  try {
    accepts(text);
  } catch (const Error& error) {
    CHECK(error.kind == ErrorKind::usage);
    return error.message;
  }
  return "";
}

TEST_CASE("amounts and numbers compare exactly") {
  CHECK(accepts("totalBalance==1.5"));
  CHECK(accepts("TOTAL > 1.4999999999999999999999999999"));
  CHECK_FALSE(accepts("total != 1.500"));
  CHECK(accepts("count<=7"));
  CHECK_FALSE(accepts("count < 7"));
  CHECK(accepts("twice==3"));
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

TEST_CASE("a condition is a column, an operator and a value") {
  for (const char* text : {"", "asset", "asset=BTC", "==1", "asset==", "asset ==  ", "a<>b<"}) {
    INFO(text);
    CHECK(parse_where(text).has_value() == (std::string_view(text) == "a<>b<"));
  }
}

}  // namespace
}  // namespace coffer::app
