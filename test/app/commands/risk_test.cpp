#include "app/commands/risk.hpp"

#include <string_view>

#include "app/output/shape.hpp"
#include "app/render/formats.hpp"
#include "test/catch.hpp"

using namespace coffer::app;
using coffer::Decimal;
using coffer::MarginRisk;

namespace {

Decimal decimal(std::string_view text) { return *Decimal::parse(text); }

MarginRisk sample() {
  MarginRisk risk;
  risk.max_leverage = decimal("10");
  risk.available = risk.total = risk.net = decimal("17715.8175");
  risk.leverage = decimal("1");
  risk.cushion = decimal("-1");
  return risk;
}

std::string table(const MarginRisk& risk, std::vector<std::string> columns = {}) {
  Report report = risk_report(risk, {});
  shape(report, {.columns = std::move(columns), .for_table = true});
  return formats::table.render(report, {});
}

std::string leverage(std::string_view current, std::string_view maximum) {
  MarginRisk risk = sample();
  risk.leverage = decimal(current);
  risk.max_leverage = decimal(maximum);
  return table(risk, {"currentLeverage"});
}

}  // namespace

TEST_CASE("The risk table labels each value and says its unit") {
  CHECK(table(sample()) ==
        "MAX LEVERAGE     10\n"
        "AVAILABLE     17715.8175 USDT\n"
        "TOTAL         17715.8175 USDT\n"
        "BORROWED          0      USDT\n"
        "INTEREST          0      USDT\n"
        "NET           17715.8175 USDT\n"
        "POINTS            0\n"
        "LEVERAGE          1      [#---------] of 10\n"
        "CUSHION         n/a\n");
}

TEST_CASE("Elsewhere the risk has the exchange's own fields and values") {
  Report report = risk_report(sample(), {});
  shape(report, {});
  CHECK(formats::csv.render(report, {}) ==
        "accountMaxLeverage,availableBalanceInUSDT,totalBalanceInUSDT,totalBorrowedInUSDT,"
        "totalInterestInUSDT,netBalanceInUSDT,pointsBalance,currentLeverage,cushion\n"
        "10,17715.8175,17715.8175,0,0,17715.8175,0,1,-1\n");
}

TEST_CASE("The gauge rounds down, exactly") {
  CHECK(leverage("2", "10") == "LEVERAGE  2 [##--------] of 10\n");
  CHECK(leverage("2.9999999999999999999999", "10") ==
        "LEVERAGE  2.9999999999999999999999 [##--------] of 10\n");
  CHECK(leverage("0.3", "0.3") == "LEVERAGE  0.3 [##########] of 0.3\n");
  CHECK(leverage("0.9", "3") == "LEVERAGE  0.9 [###-------] of 3\n");
}

TEST_CASE("The gauge shows any leverage, and no more than its cells") {
  CHECK(leverage("0", "10") == "LEVERAGE  0 [----------] of 10\n");
  CHECK(leverage("0.000000001", "10") == "LEVERAGE  0.000000001 [#---------] of 10\n");
  CHECK(leverage("12", "10") == "LEVERAGE  12 [##########] of 10\n");
}

TEST_CASE("There is no gauge without a scale") {
  CHECK(leverage("1", "0") == "LEVERAGE  1\n");
  CHECK(leverage("1", "-10") == "LEVERAGE  1\n");
  CHECK(leverage("-1", "10") == "LEVERAGE  -1\n");
}

TEST_CASE("A cushion of -1 is shown as it is where there is debt") {
  MarginRisk risk = sample();
  SECTION("borrowed") { risk.borrowed = decimal("0.1"); }
  SECTION("interest") { risk.interest = decimal("0.1"); }
  CHECK(table(risk, {"cushion"}) == "CUSHION  -1\n");
}

TEST_CASE("Another cushion is shown as it is without debt") {
  MarginRisk risk = sample();
  risk.cushion = decimal("0.25");
  CHECK(table(risk, {"cushion"}) == "CUSHION  0.25\n");
}

TEST_CASE("Whether the cushion applies can be asked of the column") {
  const Report report = risk_report(sample(), {});
  CHECK(report.columns.back().key == "cushion");
  CHECK(report.columns.back().placeholder(report.rows[0]) == "n/a");
}
