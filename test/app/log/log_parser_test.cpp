#include "app/log/log_parser.hpp"

#include "app/output/view.hpp"
#include "app/render/formats.hpp"
#include "coffer/error.hpp"
#include "test/catch.hpp"

namespace coffer::app {
namespace {

using Cells = std::vector<std::string>;

Cells cells_of(std::string_view line) {
  std::vector<std::string_view> cells;
  std::string unquoted;
  split_csv(line, cells, unquoted);
  return {cells.begin(), cells.end()};
}

TEST_CASE("a line is split at its commas") {
  CHECK(cells_of("a,,b c") == Cells{"a", "", "b c"});
  CHECK(cells_of("a") == Cells{"a"});
  CHECK(cells_of(",") == Cells{"", ""});
}

TEST_CASE("a quoted cell holds commas, and quotes that are doubled") {
  CHECK(cells_of(R"("a,b","","""","say ""hi""",x"y,"z")") ==
        Cells{"a,b", "", "\"", "say \"hi\"", "x\"y", "z"});
}

TEST_CASE("quotes that do not pair are refused") {
  for (const char* text : {R"("a)", R"(a,")", R"("a"")", R"("a"b)", R"("a" ,b)"}) {
    CHECK_THROWS_AS(cells_of(text), Error);
  }
}

TEST_CASE("text reads back as it was before it was written") {
  for (const char* text : {"BTC", "=1+1", "'quoted'", "-x", "@", "a,b", "'\"", ",", "\"", ""}) {
    Report report;
    report.columns = {{"asset", "ASSET"}, {"note", "NOTE"}};
    report.rows = {{{std::string(text), std::string("end")}}};
    report.sources.resize(1);
    shape(report, {});
    std::string written = formats::csv.render(report, {.headers = false});
    written.pop_back();  // the line's end
    CHECK(cells_of(written) == Cells{text, "end"});
  }
}

// "time profile/report/asset column=text ...", "-" for a line that is no entry, "!why" for a
// damaged one.
std::string read(LogParser& parser, std::string_view line) {
  try {
    const Entry* entry = parser.parse(line);
    if (entry == nullptr) return "-";
    std::string shown = to_text(entry->time).substr(0, 10);
    shown.append(" ").append(entry->profile).append("/").append(entry->report);
    shown.append("/").append(entry->asset);
    const LogColumns& columns = *entry->columns;
    for (std::size_t i = 0; i < columns.names.size(); ++i) {
      if (i == columns.timestamp || i == columns.profile || i == columns.report ||
          i == columns.asset)
        continue;
      shown.append(" ").append(columns.names[i]).append("=").append(entry->cells[i]);
    }
    return shown;
  } catch (const Error& error) {
    CHECK(error.kind == ErrorKind::config);
    return "!" + error.message;
  }
}

TEST_CASE("CSV is read by its header") {
  LogParser parser;
  CHECK(read(parser, "timestamp,profile,report,asset,totalBalance") == "-");
  CHECK(read(parser, "2026-01-31T08:00:00.000Z,main,cash,BTC,1.50") ==
        "2026-01-31 main/cash/BTC totalBalance=1.50");
  CHECK(read(parser, "2026-01-31T08:00:00.000Z,'=x,cash,\"'=a,b\",\r") ==
        "2026-01-31 =x/cash/=a,b totalBalance=");
  CHECK(read(parser, "") == "-");
  SECTION("and by the next header from there on") {
    CHECK(read(parser, "timestamp,profile,availableBalance,totalBalance,asset") == "-");
    CHECK(read(parser, "2026-01-31T08:00:00.000Z,main,1,3,ETH") ==
          "2026-01-31 main/cash/ETH availableBalance=1 totalBalance=3");
  }
  SECTION("but not below a header that is none of coffer's") {
    CHECK(read(parser, "timestamp,temperature") == "!unknown columns");
    CHECK(read(parser, "2026-01-31T08:00:00.000Z,20").starts_with("!neither"));
    CHECK(read(parser, "2026-01-31T08:00:00.000Z,21") == "-");
    CHECK(read(parser, "timestamp,asset,totalBalance") == "-");
    CHECK(read(parser, "2026-01-31T08:00:00.000Z,BTC,1") == "2026-01-31 /cash/BTC totalBalance=1");
  }
}

TEST_CASE("what a spreadsheet leaves is read: a byte order mark, CRLF, quotes, other order") {
  LogParser parser;
  CHECK(read(parser, "\xEF\xBB\xBF\"asset\",\"timestamp\",\"totalBalance\"\r") == "-");
  CHECK(read(parser, "\"BTC\",\"2026-01-31T08:00:00.000Z\",\"1.5\"\r") ==
        "2026-01-31 /cash/BTC totalBalance=1.5");
}

TEST_CASE("JSON lines are read by their keys, in any order, amounts as strings or numbers") {
  LogParser parser;
  CHECK(read(parser, R"({"timestamp":"2026-01-31T08:00:00.000Z","profile":"a b","asset":"BTC",)"
                     R"("totalBalance":"1.50","report":"margin"})") ==
        "2026-01-31 a b/margin/BTC totalBalance=1.50");
  CHECK(read(parser,
             R"( {"totalBalance":0.10,"asset":"\u0042TC","profile":null,)"
             R"("timestamp":"2026-01-31T08:00:00Z"})") == "2026-01-31 /cash/BTC totalBalance=0.10");
  CHECK(read(parser, R"({"timestamp":"2026-01-31T08:00:00Z","asset":"X","borrowed":null})") ==
        "2026-01-31 /margin/X borrowed=");
  CHECK(read(parser, R"({"timestamp":"2026-01-31T08:00:00Z","cushion":true})") ==
        "2026-01-31 /risk/ cushion=");
  CHECK(read(parser,
             R"({"timestamp":"2026-01-31T08:00:00Z","currency":"BTC","cashValue":"1",)"
             R"("unpriced":["X","Y",1]})") == "2026-01-31 /worth/BTC cashValue=1 unpriced=X Y");
}

TEST_CASE("the report follows from the columns where the log does not name it") {
  for (const auto& [header, report] : std::vector<std::pair<std::string, std::string>>{
           {"timestamp,asset,totalBalance", "cash"},
           {"timestamp,asset,availableBalance,lockedBalance", "cash"},
           {"timestamp,profile,asset,totalBalance,borrowed", "margin"},
           {"timestamp,asset,netBalance", "margin"},
           {"timestamp,cushion", "risk"},
           {"timestamp,currency,cashValue,marginValue,value,unpriced", "worth"},
           {"timestamp,time,account,event,asset,amount,balance,sn", "ledger"},
       }) {
    LogParser parser;
    parser.parse(header);
    CHECK(parser.header()->usual_report == report);
  }
}

TEST_CASE("a header that has a column twice is none") {
  LogParser parser;
  CHECK(read(parser, "timestamp,asset,totalBalance,asset") == "!duplicate column asset");
  CHECK(parser.header() == nullptr);
  CHECK(read(parser, "timestamp,asset,totalBalance,,") == "-");
}

TEST_CASE("what is damaged is told with the reason") {
  LogParser parser;
  read(parser, "timestamp,asset,totalBalance");
  CHECK(read(parser, "2026-01-31T08:00:00.000Z,BT") == "!2 cells under 3 columns");
  CHECK(read(parser, "2026-01-31T08:00:00.000Z,BTC,1,2") == "!4 cells under 3 columns");
  CHECK(read(parser, R"([{"asset":"BTC"}])") == "!a JSON array, where a log has one object a line");
  CHECK(read(parser, ",BTC,1") == "!the timestamp is not a time");
  CHECK(read(parser, "2026-01-31T08:00:0,BTC,1") == "!the timestamp is not a time");
  CHECK(read(parser, "2026-01-31T08:00:00.000Z,\"BTC,1") == "!a quote is not closed");
  CHECK(read(parser, std::string("2026-01-31T08:00:00.000Z,B\0C,1", 30)) == "!a NUL byte");
  CHECK(read(parser, R"({"timestamp":"2026-01-31T08:00:00.000Z","as)").starts_with("!JSON: "));
  CHECK(read(parser, R"({"asset":"BTC","totalBalance":"1"})") == "!no timestamp");
  CHECK(read(parser, R"({"timestamp":"2026-01-31T08:00:00Z","reading":"1"})") ==
        "!unknown columns");
  CHECK(read(parser, R"({"timestamp":5,"asset":"BTC"})") == "!the timestamp is not a time");
  CHECK(read(parser, "2026-01-31T08:00:00.000Z,BTC,2") == "2026-01-31 /cash/BTC totalBalance=2");
}

}  // namespace
}  // namespace coffer::app
