#include "app/query/total.hpp"

#include "app/output/view.hpp"
#include "app/render/formats.hpp"
#include "test/catch.hpp"
#include "test/support/reports.hpp"

namespace coffer::app {
namespace {

Decimal number(const char* text) { return Decimal::parse(text).value(); }

Report margin_of_two() {
  Report report =
      margin_report({{"USDT", number("1.50"), number("1"), number("0.1"), number("0.010")},
                     {"BTC", number("2.00"), number("0"), number("0"), number("0")}},
                    {"one", Time(std::chrono::milliseconds(2000))});
  Report other = margin_report(
      {{"ETH", number("3"), number("3"), number("0"), number("0")},
       {"USDT", number("0.00000000000000000001"), number("-1"), number("0.2"), number("0.005")}},
      {"two", Time(std::chrono::milliseconds(1000))});
  for (Row& row : other.rows) {
    row.source = 1;
    report.rows.push_back(row);
  }
  report.sources.push_back(other.sources.front());
  report.several_profiles = true;
  return report;
}

TEST_CASE("rows are added up by asset, exactly, in the order of their first appearance") {
  Report sums = total(margin_of_two());
  shape(sums, {});
  CHECK(formats::csv.render(sums, {}) ==
        "asset,totalBalance,availableBalance,borrowed,interest\n"
        "USDT,1.50000000000000000001,0,0.3,0.015\n"
        "BTC,2.00,0,0,0\n"
        "ETH,3,3,0,0\n");
}

TEST_CASE("an account that several profiles lead to is counted once, and told") {
  Report report = margin_of_two();
  // What the total's note and rows are.
  const auto sums = [&] {
    Report added = total(report);
    std::string text = added.warnings.empty() ? "" : added.warnings.front().message + '\n';
    shape(added, {});
    return text + formats::csv.render(added, {.headers = false});
  };
  const std::string told = "two is the account of one: counted once\n";
  report.sources[0].account = {.origin = "https://a", .api_key = "key-1", .id = "id-1"};
  SECTION("by its id") {
    report.sources[1].account = {.origin = "https://a", .api_key = "key-2", .id = "id-1"};
    CHECK(sums() == told + "USDT,1.50,1,0.1,0.010\nBTC,2.00,0,0,0\n");
  }
  SECTION("by its key") {
    report.sources[1].account = {.origin = "https://a", .api_key = "key-1", .id = ""};
    CHECK(sums().starts_with(told + "USDT,1.50,1,0.1,0.010\n"));
  }
  SECTION("but not by what does not tell") {
    report.sources[0].account.id = GENERATE("", "id-1");
    report.sources[1].account = GENERATE(AccountIdentity{"https://a", "key-2", ""},
                                         AccountIdentity{"https://b", "key-1", "id-1"},
                                         AccountIdentity{"https://a", "key-2", "id-2"});
    CHECK(sums() == "USDT,1.50000000000000000001,0,0.3,0.015\nBTC,2.00,0,0,0\nETH,3,3,0,0\n");
  }
}

TEST_CASE("derived columns follow from the sums, and the time is the latest") {
  Report sums = total(margin_of_two());
  shape(sums, {.columns = {"asset", "lockedBalance", "netBalance"}, .timestamp = true});
  CHECK(formats::csv.render(sums, {.headers = false}) ==
        "1970-01-01T00:00:02.000Z,USDT,1.50000000000000000001,1.18500000000000000001\n"
        "1970-01-01T00:00:02.000Z,BTC,2,2\n"
        "1970-01-01T00:00:02.000Z,ETH,0,3\n");
}

TEST_CASE("the total of nothing has no rows and one origin") {
  const Report sums = total(cash_report({}, {"one", Time()}));
  CHECK(sums.rows.empty());
  CHECK(sums.sources.size() == 1);
}

}  // namespace
}  // namespace coffer::app
