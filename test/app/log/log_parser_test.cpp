#include "app/log/log_parser.hpp"

#include "coffer/error.hpp"
#include "test/catch.hpp"

namespace coffer::app {
namespace {

// "time profile/asset column=amount ...", "-" for a line that tells nothing, "!why" for a damaged
// one.
std::string read(LogParser& parser, std::string_view line) {
  try {
    const LogRecord* record = parser.parse(line);
    if (record == nullptr) return "-";
    std::string shown = to_text(record->time).substr(0, 10);
    shown.append(" ").append(record->profile).append("/").append(record->asset);
    for (const auto& [column, amount] : record->values) {
      shown.append(" ").append(column).append("=").append(amount.text());
    }
    return shown;
  } catch (const Error& error) {
    return "!" + error.message;
  }
}

std::string refusal(const LogParser& parser) {
  try {
    parser.require_column();
  } catch (const Error& error) {
    CHECK(error.kind == ErrorKind::usage);
    return error.message + "; " + error.hint;
  }
  return "";
}

TEST_CASE("CSV is read by its header") {
  LogParser parser({});
  CHECK(read(parser, "timestamp,asset,totalBalance,availableBalance") == "-");
  CHECK(read(parser, "2026-01-31T08:00:00.000Z,BTC,1.50,1") == "2026-01-31 /BTC totalBalance=1.50");
  CHECK(read(parser, "2026-01-31T08:00:00.000Z,\"'=a,b\",2,1\r") ==
        "2026-01-31 /=a,b totalBalance=2");
  CHECK(read(parser, "") == "-");
  SECTION("and by the next header from there on") {
    CHECK(read(parser, "timestamp,profile,availableBalance,totalBalance,asset") == "-");
    CHECK(read(parser, "2026-01-31T08:00:00.000Z,main,1,3,ETH") ==
          "2026-01-31 main/ETH totalBalance=3");
  }
  SECTION("but not by another file's") {
    parser.start_file();
    CHECK(read(parser, "2026-01-31T08:00:00.000Z,BTC,1,1").starts_with("!neither"));
    CHECK(read(parser, "2026-01-31T08:00:00.000Z,BTC,1,1") == "-");
    CHECK(read(parser, "timestamp,asset,totalBalance") == "-");
    CHECK(read(parser, "2026-01-31T08:00:00.000Z,BTC,1") == "2026-01-31 /BTC totalBalance=1");
  }
}

TEST_CASE("JSON lines are read by their keys, in any order, amounts as strings or numbers") {
  LogParser parser({});
  CHECK(read(parser, R"({"timestamp":"2026-01-31T08:00:00.000Z","profile":"a b","asset":"BTC",)"
                     R"("totalBalance":"1.50","availableBalance":"1"})") ==
        "2026-01-31 a b/BTC totalBalance=1.50");
  CHECK(read(parser,
             R"( {"totalBalance":0.10,"asset":"\u0042TC","profile":null,)"
             R"("timestamp":"2026-01-31T08:00:00Z"})") == "2026-01-31 /BTC totalBalance=0.10");
  CHECK(read(parser, R"({"timestamp":"2026-01-31T08:00:00Z","asset":"X","totalBalance":null})") ==
        "2026-01-31 /X");
  CHECK(read(parser, R"({"timestamp":"2026-01-31T08:00:00Z","asset":"","borrowed":"1"})") ==
        "2026-01-31 /");
}

TEST_CASE("without assets every amount is read") {
  LogParser parser({});
  read(parser, "timestamp,profile,netBalanceInUSDT,cushion");
  CHECK(read(parser, "2026-01-31T08:00:00Z,main,17.5,-1") ==
        "2026-01-31 main/ netBalanceInUSDT=17.5 cushion=-1");
  CHECK(read(parser, "2026-01-31T08:00:00Z,main,17.5,") ==
        "2026-01-31 main/ netBalanceInUSDT=17.5");
  CHECK(
      read(parser, R"({"timestamp":"2026-01-31T08:00:00Z","pointsBalance":"0","cushion":null})") ==
      "2026-01-31 / pointsBalance=0");
}

TEST_CASE("a wanted column is the only one, in any case") {
  LogParser parser("BORROWED");
  read(parser, "timestamp,asset,totalBalance,borrowed");
  CHECK(read(parser, "2026-01-31T08:00:00Z,BTC,x,0.5") == "2026-01-31 /BTC borrowed=0.5");
  CHECK(read(parser, R"({"timestamp":"2026-01-31T08:00:00Z","borrowed":"1","interest":"2"})") ==
        "2026-01-31 / borrowed=1");
  CHECK(refusal(parser).empty());
}

TEST_CASE("what is damaged is told with the reason") {
  LogParser parser({});
  read(parser, "timestamp,asset,totalBalance");
  CHECK(read(parser, "2026-01-31T08:00:00.000Z,BT") == "!2 cells under 3 columns");
  CHECK(read(parser, "2026-01-31T08:00:00.000Z,BTC,1,2") == "!4 cells under 3 columns");
  CHECK(read(parser, "2026-01-31T08:00:0,BTC,1") == "!the timestamp is no time");
  CHECK(read(parser, "2026-01-31T08:00:00.000Z,BTC,1,5") == "!4 cells under 3 columns");
  CHECK(read(parser, "2026-01-31T08:00:00.000Z,BTC,1.") == "!totalBalance is no amount");
  CHECK(read(parser, "2026-01-31T08:00:00.000Z,\"BTC,1") == "!a quote is not closed");
  CHECK(read(parser, std::string("2026-01-31T08:00:00.000Z,B\0C,1", 30)) == "!a NUL byte");
  CHECK(read(parser, R"({"timestamp":"2026-01-31T08:00:00.000Z","as)").starts_with("!JSON: "));
  CHECK(read(parser, R"({"asset":"BTC","totalBalance":"1"})") == "!JSON: $.timestamp: missing");
  CHECK(read(parser, R"({"timestamp":5,"asset":"BTC"})").starts_with("!JSON: $.timestamp: "));
  CHECK(read(parser, R"({"timestamp":"2026-01-31T08:00:00Z","asset":"B","totalBalance":true})")
            .starts_with("!JSON: $.totalBalance: "));
  CHECK(read(parser, "2026-01-31T08:00:00.000Z,BTC,2") == "2026-01-31 /BTC totalBalance=2");
}

TEST_CASE("a column that no log has is refused, with those that there are") {
  LogParser parser("totlBalance");
  CHECK(refusal(parser).empty());
  read(parser, "timestamp,asset,totalBalance,borrowed");
  CHECK(refusal(parser) ==
        "no log has a column 'totlBalance'; did you mean --of totalBalance? there are "
        "totalBalance, borrowed");
  LogParser usual({});
  read(usual, R"({"timestamp":"2026-01-31T08:00:00Z","asset":"B","interest":"1"})");
  CHECK(refusal(usual) == "no log has a column 'totalBalance'; --of takes one of interest");
}

}  // namespace
}  // namespace coffer::app
