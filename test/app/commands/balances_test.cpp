#include <string_view>

#include "app/output/view.hpp"
#include "app/render/formats.hpp"
#include "test/catch.hpp"
#include "test/support/reports.hpp"

using namespace coffer::app;
using coffer::Decimal;

namespace {

Decimal decimal(std::string_view text) { return *Decimal::parse(text); }

std::string table(Report report) {
  shape(report, {}, true);
  return formats::table.render(report, {});
}

std::string csv(Report report, const ViewOptions& view) {
  shape(report, view);
  return formats::csv.render(report, {});
}

}  // namespace

TEST_CASE("The cash table adds what is locked") {
  CHECK(table(cash_report({{"USDT", decimal("1285.366663467"), decimal("1285.366663467")},
                           {"BTC", decimal("22.1308675"), decimal("16.1308675")},
                           {"ETH", decimal("0.6"), decimal("0.6")}},
                          {})) ==
        "ASSET           TOTAL       AVAILABLE  LOCKED\n"
        "USDT   1285.366663467  1285.366663467       0\n"
        "BTC      22.1308675      16.1308675         6\n"
        "ETH       0.6             0.6               0\n");
}

TEST_CASE("The margin table adds what is locked and what is net") {
  const Decimal zero;
  CHECK(table(margin_report({{"USDT", decimal("11200"), decimal("11200"), zero, zero},
                             {"ETH", decimal("20"), decimal("20"), zero, zero}},
                            {})) ==
        "ASSET  TOTAL  AVAILABLE  LOCKED  BORROWED  INTEREST    NET\n"
        "USDT   11200      11200       0         0         0  11200\n"
        "ETH       20         20       0         0         0     20\n");
}

TEST_CASE("Derived amounts are exact and may be negative") {
  const Report report =
      margin_report({{"BTC", decimal("1"), decimal("0.999999999999999999999999999999999999999"),
                      decimal("1.5"), decimal("0.000000001")}},
                    {});
  CHECK(csv(report, {.columns = {"lockedBalance", "netBalance"}}) ==
        "lockedBalance,netBalance\n"
        "0.000000000000000000000000000000000000001,-0.500000001\n");
}

TEST_CASE("Outside tables the balances have the exchange's own fields") {
  CHECK(csv(cash_report({{"BTC", decimal("1"), decimal("2")}}, {}), {}) ==
        "asset,totalBalance,availableBalance\n"
        "BTC,1,2\n");
  CHECK(csv(margin_report({{"BTC", decimal("1"), decimal("2"), decimal("3"), decimal("4")}}, {}),
            {}) ==
        "asset,totalBalance,availableBalance,borrowed,interest\n"
        "BTC,1,2,3,4\n");
}
