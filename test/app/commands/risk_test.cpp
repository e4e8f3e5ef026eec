#include <map>
#include <string>

#include "test/catch.hpp"
#include "test/support/canned_exchange.hpp"
#include "test/support/run_coffer.hpp"

namespace coffer::test {
namespace {

// What `coffer risk` prints with these arguments, where the exchange's figures differ in this from
// the documentation's.
std::string risk(std::vector<std::string> arguments,
                 const std::map<std::string, std::string>& different = {}) {
  std::map<std::string, std::string> figures{{"accountMaxLeverage", "10"},
                                             {"availableBalanceInUSDT", "17715.8175"},
                                             {"totalBalanceInUSDT", "17715.8175"},
                                             {"totalBorrowedInUSDT", "0"},
                                             {"totalInterestInUSDT", "0"},
                                             {"netBalanceInUSDT", "17715.8175"},
                                             {"pointsBalance", "0"},
                                             {"currentLeverage", "1"},
                                             {"cushion", "-1"}};
  for (const auto& [key, figure] : different) figures.at(key) = figure;
  std::string data;
  for (const auto& [key, figure] : figures) {
    data += (data.empty() ? "\"" : ",\"") + key + "\":\"" + figure + '"';
  }
  const CannedExchange exchange(200, R"({"code":0,"data":{)" + data + "}}");
  arguments.insert(arguments.begin(), "risk");
  const Outcome outcome = run_coffer(arguments, key_for(exchange.base_url()));
  CHECK(outcome.err.empty());
  return outcome.out;
}

std::string leverage(const std::string& current, const std::string& maximum) {
  return risk({"--columns", "currentLeverage"},
              {{"currentLeverage", current}, {"accountMaxLeverage", maximum}});
}

TEST_CASE("the risk table labels each value and says its unit") {
  CHECK(risk({}) ==
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

TEST_CASE("elsewhere the risk has the exchange's own fields and values") {
  CHECK(risk({"--csv"}) ==
        "accountMaxLeverage,availableBalanceInUSDT,totalBalanceInUSDT,totalBorrowedInUSDT,"
        "totalInterestInUSDT,netBalanceInUSDT,pointsBalance,currentLeverage,cushion\n"
        "10,17715.8175,17715.8175,0,0,17715.8175,0,1,-1\n");
}

TEST_CASE("the gauge rounds down, exactly") {
  CHECK(leverage("2", "10") == "LEVERAGE  2 [##--------] of 10\n");
  CHECK(leverage("2.9999999999999999999999", "10") ==
        "LEVERAGE  2.9999999999999999999999 [##--------] of 10\n");
  CHECK(leverage("0.3", "0.3") == "LEVERAGE  0.3 [##########] of 0.3\n");
  CHECK(leverage("0.9", "3") == "LEVERAGE  0.9 [###-------] of 3\n");
}

TEST_CASE("the gauge shows any leverage, and no more than its cells") {
  CHECK(leverage("0", "10") == "LEVERAGE  0 [----------] of 10\n");
  CHECK(leverage("0.000000001", "10") == "LEVERAGE  0.000000001 [#---------] of 10\n");
  CHECK(leverage("12", "10") == "LEVERAGE  12 [##########] of 10\n");
}

TEST_CASE("there is no gauge without a scale") {
  CHECK(leverage("1", "0") == "LEVERAGE  1\n");
  CHECK(leverage("1", "-10") == "LEVERAGE  1\n");
  CHECK(leverage("-1", "10") == "LEVERAGE  -1\n");
}

TEST_CASE("a cushion that does not apply is not shown and meets no condition") {
  CHECK(risk({"--columns", "cushion", "--fail-if", "cushion<0"}) == "CUSHION  n/a\n");
  CHECK(risk({"--columns", "cushion"}, {{"totalBorrowedInUSDT", "0.1"}}) == "CUSHION  -1\n");
}

}  // namespace
}  // namespace coffer::test
