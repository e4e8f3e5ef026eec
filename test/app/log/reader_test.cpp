#include "app/log/reader.hpp"

#include "app/output/time.hpp"
#include "coffer/error.hpp"
#include "test/catch.hpp"
#include "test/support/errors.hpp"
#include "test/support/run_coffer.hpp"

namespace coffer::app {
namespace {

using Lines = std::vector<std::string>;

class Logs {
 public:
  void add(const std::string& name, const std::string& content) {
    paths_.push_back(directory_.write(name, content));
  }

  // "profile/report/asset/column count first>last" for each series.
  Lines read(const LogFilter& filter = {}) {
    History history = read_logs(filter, paths_, 8);
    warnings.clear();
    for (const std::string& warning : history.warnings)
      warnings.push_back(
          warning.substr(warning.find(directory_.path()) == 0 ? directory_.path().size() + 1 : 0));
    Lines shown;
    gaps.clear();
    for (const Series& series : history.series) {
      const auto& [profile, report, asset, column] = series.name();
      const Summary whole = series.summary();
      shown.push_back(profile + "/" + report + "/" + asset + "/" + column + " " +
                      std::to_string(whole.count) + " " + whole.first.amount.text() + ">" +
                      whole.last.amount.text());
      gaps.push_back(series.gaps());
    }
    return shown;
  }

  // The error of reading: its message without the folder, and its hint.
  std::string refusal(ErrorKind kind, const LogFilter& filter = {}) {
    const Error error = test::error_of([&] { read(filter); });
    CHECK(error.kind == kind);
    std::string message = error.message;
    const std::size_t folder = message.find(directory_.path());
    if (folder != std::string::npos) message.erase(folder, directory_.path().size() + 1);
    return message + "; " + error.hint;
  }

  Lines warnings;
  std::vector<std::optional<std::int64_t>> gaps;

 private:
  test::TemporaryDirectory directory_;
  Lines paths_;
};

const std::string header = "timestamp,asset,totalBalance\n";

std::string row(int day, const std::string& rest) {
  return "2026-01-" + std::string(day < 10 ? "0" : "") + std::to_string(day) + "T00:00:00.000Z," +
         rest + "\n";
}

TEST_CASE("files of any kind and order make one history") {
  Logs logs;
  logs.add("main.csv", header + row(3, "BTC,3") + row(3, "ETH,30"));
  logs.add("main.csv.1", header + row(1, "BTC,1") + "timestamp,profile,asset,totalBalance\n" +
                             row(2, "other,BTC,2"));
  logs.add("main.jsonl", R"({"timestamp":"2026-01-02T00:00:00Z","asset":"BTC","totalBalance":"9"})"
                         "\n");
  CHECK(logs.read() == Lines{"main/cash/BTC/totalBalance 3 1>3",
                             "other/cash/BTC/totalBalance 1 2>2",
                             "main/cash/ETH/totalBalance 1 30>30"});
  CHECK(logs.warnings.empty());
}

TEST_CASE("logs that do not name their profile are told apart by their files") {
  Logs logs;
  logs.add("main.csv", header + row(1, "BTC,1") + row(2, "BTC,3"));
  logs.add("sub1.csv", header + row(1, "BTC,10") + row(2, "BTC,11"));
  logs.add("env.csv", "timestamp,profile,report,asset,totalBalance\n" + row(1, ",cash,BTC,7"));
  CHECK(logs.read() == Lines{"env/cash/BTC/totalBalance 1 7>7", "main/cash/BTC/totalBalance 2 1>3",
                             "sub1/cash/BTC/totalBalance 2 10>11"});
}

TEST_CASE("what a file repeats of another counts once, what it has twice counts twice") {
  Logs logs;
  const std::string rows = row(1, "BTC,1") + row(2, "BTC,2") + row(2, "BTC,3");
  logs.add("main.csv", header + rows + row(3, "BTC,4"));
  CHECK(logs.read() == Lines{"main/cash/BTC/totalBalance 4 1>4"});
  logs.add("main.csv.1", header + rows);
  CHECK(logs.read() == Lines{"main/cash/BTC/totalBalance 4 1>4"});
}

TEST_CASE("where files contradict each other, their order decides nothing") {
  const test::TemporaryDirectory directory;
  const std::string one = directory.write("main.csv", header + row(1, "BTC,2"));
  const std::string other = directory.write("main.csv.1", header + row(1, "BTC,5"));
  for (const Lines& paths : {Lines{one, other}, Lines{other, one}})
    CHECK(read_logs({}, paths, 8).series.front().summary().last.amount.text() == "2");
}

TEST_CASE("rows out of order count as if they were in order") {
  Logs logs;
  logs.add("main.csv.1", header + row(1, "BTC,1") + row(2, "BTC,2") + row(3, "BTC,3"));
  logs.add("main.csv", header + row(12, "BTC,12") + row(2, "BTC,2") + row(4, "BTC,4") +
                           row(1, "BTC,1") + "damaged\n");
  CHECK(logs.read() == Lines{"main/cash/BTC/totalBalance 5 1>12"});
  CHECK(logs.gaps.front() == 1);
  CHECK(logs.warnings.size() == 1);
}

TEST_CASE("an asset that was sold and bought again has a gap, what was there all the time none") {
  Logs logs;
  std::string rows;
  for (int day = 1; day <= 20; ++day) {
    rows += row(day, "ETH,1");
    if (day <= 5 || day >= 15) rows += row(day, day == 5 ? "BTC,0" : "BTC,1");
  }
  logs.add("main.csv", header + rows);
  CHECK(logs.read() ==
        Lines{"main/cash/ETH/totalBalance 20 1>1", "main/cash/BTC/totalBalance 11 1>1"});
  CHECK(logs.gaps == std::vector<std::optional<std::int64_t>>{0, 1});
}

TEST_CASE("assets and times are selected: from since on, and before until") {
  Logs logs;
  logs.add("log", header + row(1, "BTC,1") + row(2, "BTC,2") + row(2, "ETH,20") + row(3, "BTC,3") +
                      row(4, "BTCX,4"));
  CHECK(logs.read({.assets = {"btc"}}) == Lines{"log/cash/BTC/totalBalance 3 1>3"});
  CHECK(logs.read({.since = parse_date("2026-01-02")}) ==
        Lines{"log/cash/BTC/totalBalance 2 2>3", "log/cash/ETH/totalBalance 1 20>20",
              "log/cash/BTCX/totalBalance 1 4>4"});
  CHECK(logs.read({.until = parse_date("2026-01-02")}) == Lines{"log/cash/BTC/totalBalance 1 1>1"});
  CHECK(logs.read({.since = parse_date("2026-01-02"), .until = parse_date("2026-01-02")}).empty());
  CHECK(logs.read({.assets = {"eth"}, .until = parse_date("2026-01-02")}).empty());
  CHECK(logs.refusal(ErrorKind::rejected, {.assets = {"BTC", "BTCY"}}) ==
        "no log has an asset BTCY; did you mean BTC?");
}

TEST_CASE("the wanted columns are followed, in any case") {
  Logs logs;
  logs.add("log", "timestamp,asset,totalBalance,borrowed,interest\n" + row(1, "BTC,1,2,3"));
  CHECK(logs.read({.columns = {"BORROWED", "totalbalance"}}) ==
        Lines{"log/margin/BTC/totalBalance 1 1>1", "log/margin/BTC/borrowed 1 2>2"});
  CHECK(logs.refusal(ErrorKind::usage, {.columns = {"borrowed", "intrest"}}) ==
        "no log has a column 'intrest' of amounts; --of takes one of borrowed, interest, "
        "totalBalance");
  CHECK(
      logs.refusal(ErrorKind::usage, {.columns = {"borrowed", "interest", "totalBalance", "x"}}) ==
      "no log has a column 'x' of amounts; --of takes one of borrowed, interest, totalBalance");
}

TEST_CASE("of a risk log every amount is followed, but for a cushion that does not apply") {
  Logs logs;
  logs.add("risk.csv", "timestamp,netBalanceInUSDT,cushion\n" + row(1, "17.5,-1") +
                           row(2, "17,0.4") + row(3, ",-1"));
  CHECK(logs.read() ==
        Lines{"risk/risk//netBalanceInUSDT 2 17.5>17", "risk/risk//cushion 1 0.4>0.4"});
  Logs indebted;
  indebted.add("risk.csv", "timestamp,totalBorrowedInUSDT,cushion\n" + row(1, "1,-1"));
  CHECK(indebted.read() ==
        Lines{"risk/risk//totalBorrowedInUSDT 1 1>1", "risk/risk//cushion 1 -1>-1"});
}

TEST_CASE("of a worth log the value in each currency is followed, and what it lacks told once") {
  Logs logs;
  const std::string rows = row(1, "main,worth,USDT,1,2,3,") + row(2, "main,worth,USDT,1,1,2,FOO") +
                           row(3, "main,worth,BTC,0,0,0.5,") +
                           row(4, "main,worth,USDT,1,3,4,FOO BAR");
  const std::string columns =
      "timestamp,profile,report,currency,cashValue,marginValue,value,unpriced\n";
  logs.add("worth.csv", columns + rows);
  logs.add("copy.csv", columns + rows);
  const Lines values{"main/worth/USDT/value 3 3>4", "main/worth/BTC/value 1 0.5>0.5"};
  CHECK(logs.read() == values);
  REQUIRE(logs.warnings.size() == 1);
  CHECK(logs.warnings.front() ==
        "worth: 2 entries had no price for BAR, FOO, the first at "
        "2026-01-02T00:00:00.000Z: their value lacks that");
  CHECK(logs.read({.assets = {"BTC"}}) == Lines{"main/worth/BTC/value 1 0.5>0.5"});
  CHECK(logs.warnings.empty());
}

TEST_CASE("prices, values and shares beside balances belong to the entry's currency") {
  Logs logs;
  logs.add("main.csv", "timestamp,asset,totalBalance,price,value,share,currency\n" +
                           row(1, "BTC,2,10,20,100.00,USDT") + row(2, "BTC,2,1,2,100.00,BTC") +
                           row(3, "BTC,2,11,22,100.00,USDT") + row(3, "LUNA,,,,,"));
  CHECK(logs.read() == Lines{"main/cash/BTC/totalBalance 3 2>2"});
  CHECK(logs.read({.columns = {"VALUE", "totalBalance"}}) ==
        Lines{"main/cash/BTC/totalBalance 3 2>2", "main/cash/BTC/value USDT 2 20>22",
              "main/cash/BTC/value BTC 1 2>2"});
  CHECK(logs.read({.columns = {"Price usdt"}}) == Lines{"main/cash/BTC/price USDT 2 10>11"});
}

TEST_CASE("damaged lines are told and skipped, and the others count") {
  Logs logs;
  logs.add("a.csv", header + row(1, "BTC,1") + row(2, "BTC") + row(3, "BTC,3") +
                        std::string(1'000'000, 'x') + "\n" + row(4, "BTC,4"));
  logs.add("b.csv", header + std::string(9, '\0') + "\n" + row(5, "BTC,5"));
  logs.add("c.csv",
           header + row(6, "BTC,1.23456789012346E+017") + row(6, "BTC,1.") + row(7, "BTC,7"));
  CHECK(logs.read() == Lines{"a/cash/BTC/totalBalance 3 1>4", "b/cash/BTC/totalBalance 1 5>5",
                             "c/cash/BTC/totalBalance 1 7>7"});
  CHECK(logs.warnings == Lines{"b.csv:2: line skipped: a NUL byte",
                               "a.csv:3: line skipped: 2 cells under 3 columns",
                               "a.csv:5: line skipped: longer than any line of a log",
                               "c.csv:2: line skipped: totalBalance is not an exact amount",
                               "c.csv:3: line skipped: totalBalance is not an exact amount"});
}

TEST_CASE("of many damaged lines five are told, then their number") {
  Logs logs;
  std::string text = header + row(1, "BTC,1");
  for (int i = 0; i < 2000; ++i) text += "x\n";
  logs.add("a.csv", text);
  logs.read();
  REQUIRE(logs.warnings.size() == 6);
  CHECK(logs.warnings[4] == "a.csv:7: line skipped: 1 cell under 3 columns");
  CHECK(logs.warnings[5] == "a.csv: 1995 more lines skipped");
}

TEST_CASE("a last line without its end counts nowhere") {
  Logs logs;
  logs.add("a.csv", header + row(1, "BTC,1") + "2026-01-02T00:00:00Z,BTC,12");
  logs.add("b.csv", "timestamp,asset,total");
  logs.add("c.jsonl", R"({"timestamp":"2026-01-01T00:00:00Z","asset":"ETH","totalBalance":"1"})");
  CHECK(logs.read() == Lines{"a/cash/BTC/totalBalance 1 1>1"});
  CHECK(logs.warnings == Lines{"b.csv:1: line skipped: cut short: it has no line end",
                               "c.jsonl:1: line skipped: cut short: it has no line end",
                               "a.csv:3: line skipped: cut short: it has no line end"});
}

TEST_CASE("nothing to tell is an empty history, not an error") {
  Logs logs;
  logs.add("empty", "");
  logs.add("header", header);
  CHECK(logs.read().empty());
  CHECK(logs.warnings.empty());
}

TEST_CASE("a file without an entry is told as what it is") {
  const std::string neither = "neither CSV with a header of coffer nor JSON lines; ";
  const std::string logging = "log with --append FILE, which writes what history reads";
  for (const auto& [content, told] : std::vector<std::pair<std::string, std::string>>{
           {"buy milk\n", neither + logging},
           {"buy milk", neither + logging},
           {"timestamp,x\n", neither + "line 1: unknown columns"},
           {"timestamp;asset;totalBalance\n2026-01-01T00:00:00Z;BTC;1,5\n",
            "semicolons between its cells; save it with commas, and amounts with points"},
           {"\xEF\xBB\xBF\"timestamp\"\t\"asset\"\n\"2026-01-01T00:00:00Z\"\t\"BTC\"\n",
            "tabs between its cells; save it with commas"},
           {std::string("\xFF\xFEt\0i\0\n\0", 8),
            "UTF-16 text; iconv -f UTF-16 -t UTF-8 log | coffer history -"},
           {"\xFD"
            "7zXZ\n",
            "xz data; xzcat log | coffer history -"},
           {row(1, "BTC,1"), "CSV without a header line; add the log's header line at the top"},
           {"[{\"asset\":\"BTC\",\"totalBalance\":\"1\"}]\n", "a JSON array; " + logging},
           {"{\"asset\":\"BTC\",\"totalBalance\":\"1\"}\n", neither + logging},
       }) {
    INFO(content);
    Logs logs;
    logs.add("log", content);
    const std::string expected = "log: not a coffer log: " + told;
    std::string found = logs.refusal(ErrorKind::config);
    const std::size_t folder = found.find("/tmp");
    if (folder != std::string::npos) found.erase(folder, found.find("log |", folder) - folder);
    CHECK(found == expected);
  }
  Logs named;
  named.add("my log's $1",
            "\xFD"
            "7zXZ\n");
  CHECK(named.refusal(ErrorKind::config).ends_with(R"(/my log'\''s $1' | coffer history -)"));
  Logs logs;
  logs.add("log", header + "x\n" + row(1, "BTC,1e5"));
  CHECK(logs.refusal(ErrorKind::config) ==
        "log: only damaged lines; line 2: 1 cell under 3 columns");
}

const std::string ledger_header =
    "timestamp,profile,report,time,account,event,asset,amount,balance,sn\n";

// A row of the ledger, read at noon.
std::string ledger_row(const std::string& time, const std::string& rest,
                       const std::string& account = "cash") {
  return "2026-01-09T12:00:00Z,main,ledger,2026-01-01T" + time + "Z," + account + "," + rest + "\n";
}

TEST_CASE("Of a ledger the balance is followed at each change's own time, by account") {
  Logs logs;
  logs.add("log", ledger_header + ledger_row("08:00", "trade,BTC,1,3,7") +
                      ledger_row("08:00", "fee,BTC,-1,2,7") +
                      ledger_row("09:00", "deposit,BTC,1,3,8", "margin") +
                      ledger_row("20:00", "deposit,BTC,2,4,9"));
  CHECK(logs.read() ==
        Lines{"main/ledger cash/BTC/balance 3 3>4", "main/ledger margin/BTC/balance 1 3>3"});
  CHECK(logs.gaps == std::vector<std::optional<std::int64_t>>{0, 0});
  CHECK(logs.read({.since = parse_time("2026-01-01T10:00Z")}) ==
        Lines{"main/ledger cash/BTC/balance 1 4>4"});
  CHECK(logs.read({.columns = {"amount"}}).size() == 2);
  CHECK(logs.refusal(ErrorKind::usage, {.columns = {"Time"}}) ==
        "no log has a column 'Time' of amounts; --of takes one of amount, balance");
}

TEST_CASE("A ledger or worth log that lacks the usual column is told so") {
  Logs logs;
  logs.add("log", "timestamp,time,event,asset,amount\n" + row(1, "2026-01-01T00:00:00Z,fee,BTC,1"));
  CHECK(logs.refusal(ErrorKind::usage) ==
        "no log has a column 'balance' of amounts; --of takes one of amount");
}

TEST_CASE("A change that stands in two logs counts once, another at the same time counts") {
  const std::string trade = ledger_row("08:00", "trade,BTC,1,3,7");
  const std::string fee = ledger_row("08:00", "fee,BTC,-1,2,7");
  const std::string next = ledger_row("08:00", "fee,BTC,-1,1,8");
  const bool in_order = GENERATE(true, false);
  const std::string late = ledger_row("09:00", "fee,BTC,-1,0,9");
  Logs logs;
  logs.add("log.1", ledger_header + (in_order ? trade + fee + late : late + trade + fee));
  logs.add("log", ledger_header + trade + fee + next);
  CHECK(logs.read() == Lines{"main/ledger cash/BTC/balance 4 3>0"});
}

TEST_CASE("Alike changes of one log all count, and those of its copy do not") {
  const std::string fee = ledger_row("08:00", "fee,BTC,-1,2,7");
  const std::string other = ledger_row("08:00", "fee,BTC,-2,0,7");
  Logs logs;
  logs.add("part", ledger_header + fee);
  logs.add("log", ledger_header + fee + other);
  logs.add("copy", ledger_header + fee + other);
  CHECK(logs.read() == Lines{"main/ledger cash/BTC/balance 2 2>0"});
}

TEST_CASE("A ledger's line without its own time is damaged") {
  Logs logs;
  logs.add("log", ledger_header + ledger_row("08:00", "trade,BTC,1,3,7") +
                      ledger_row("x", "fee,BTC,-1,2,7"));
  CHECK(logs.read() == Lines{"main/ledger cash/BTC/balance 1 3>3"});
  CHECK(logs.warnings.size() == 1);
}

}  // namespace
}  // namespace coffer::app
