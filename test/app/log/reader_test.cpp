#include "app/log/reader.hpp"

#include "app/timestamp.hpp"
#include "coffer/error.hpp"
#include "test/catch.hpp"
#include "test/support/run_coffer.hpp"

namespace coffer::app {
namespace {

class Logs {
 public:
  void add(const std::string& name, const std::string& content) {
    paths_.push_back(directory_.write(name, content));
  }

  // "profile/asset/column count first>last" for each series.
  std::vector<std::string> read(const Selection& selection = {}) {
    const History history(selection, paths_, 8,
                          [&](const std::string& path, std::size_t line, std::string_view why) {
                            complaints.push_back(path.substr(directory_.path().size() + 1) + ":" +
                                                 std::to_string(line) + ": " + std::string(why));
                          });
    std::vector<std::string> shown;
    for (const Series& series : history.series()) {
      const auto& [profile, asset, column] = series.name();
      const Summary whole = series.summary();
      shown.push_back(profile + "/" + asset + "/" + column + " " + std::to_string(whole.count) +
                      " " + whole.first.amount.text() + ">" + whole.last.amount.text());
    }
    return shown;
  }

  std::vector<std::string> complaints;

 private:
  test::TemporaryDirectory directory_;
  std::vector<std::string> paths_;
};

using Lines = std::vector<std::string>;

TEST_CASE("files of any kind and order make one history") {
  Logs logs;
  logs.add("balances.csv",
           "timestamp,asset,totalBalance\n"
           "2026-01-03T00:00:00.000Z,BTC,3\n"
           "2026-01-03T00:00:00.000Z,ETH,30\n");
  logs.add("balances.csv.1",
           "timestamp,asset,totalBalance\n"
           "2026-01-01T00:00:00.000Z,BTC,1\n"
           "timestamp,profile,asset,totalBalance\n"
           "2026-01-02T00:00:00.000Z,main,BTC,2\n");
  logs.add("balances.jsonl",
           R"({"timestamp":"2026-01-02T00:00:00Z","asset":"BTC","totalBalance":"9"})"
           "\n");
  CHECK(logs.read() == Lines{"/BTC/totalBalance 3 1>3", "/ETH/totalBalance 1 30>30",
                             "main/BTC/totalBalance 1 2>2"});
  CHECK(logs.complaints.empty());
}

TEST_CASE("assets and times are selected: from since on, and before until") {
  Logs logs;
  logs.add("log",
           "timestamp,asset,totalBalance\n"
           "2026-01-01T00:00:00.000Z,BTC,1\n"
           "2026-01-02T00:00:00.000Z,BTC,2\n"
           "2026-01-02T00:00:00.000Z,ETH,20\n"
           "2026-01-03T00:00:00.000Z,BTC,3\n"
           "2026-01-04T00:00:00.000Z,BTCX,4\n");
  CHECK(logs.read({.assets = {"btc", "doge"}}) == Lines{"/BTC/totalBalance 3 1>3"});
  CHECK(logs.read({.since = parse_date("2026-01-02")}) ==
        Lines{"/BTC/totalBalance 2 2>3", "/ETH/totalBalance 1 20>20", "/BTCX/totalBalance 1 4>4"});
  CHECK(logs.read({.until = parse_date("2026-01-02")}) == Lines{"/BTC/totalBalance 1 1>1"});
  CHECK(logs.read({.since = parse_date("2026-01-02"), .until = parse_date("2026-01-02")}).empty());
}

TEST_CASE("damaged lines are told and skipped, and the others count") {
  Logs logs;
  logs.add("a.csv",
           "timestamp,asset,totalBalance\n"
           "2026-01-01T00:00:00.000Z,BTC,1\n"
           "2026-01-02T00:00:00.000Z,BTC\n"
           "2026-01-03T00:00:00.000Z,BTC,3\n" +
               std::string(1'000'000, 'x') + "\n2026-01-04T00:00:00.000Z,BTC,4\n");
  logs.add("b.csv", "timestamp,asset,totalBalance\n" + std::string(9, '\0') +
                        "\n2026-01-05T00:00:00.000Z,BTC,5\n");
  CHECK(logs.read() == Lines{"/BTC/totalBalance 4 1>5"});
  CHECK(logs.complaints == Lines{"a.csv:3: 2 cells under 3 columns",
                                 "a.csv:5: longer than any line of a log", "b.csv:2: a NUL byte"});
}

TEST_CASE("a last line without its end may lack digits, but a closed object lacks nothing") {
  Logs logs;
  logs.add("a.csv", "timestamp,asset,totalBalance\n2026-01-01T00:00:00Z,BTC,12");
  logs.add("b.csv", "timestamp,asset,total");
  logs.add("c.jsonl", R"({"timestamp":"2026-01-01T00:00:00Z","asset":"ETH","totalBalance":"1"})");
  CHECK(logs.read() == Lines{"/ETH/totalBalance 1 1>1"});
  CHECK(logs.complaints == Lines{"a.csv:2: cut short: it has no line end"});
}

TEST_CASE("nothing to tell is an empty history, not an error") {
  Logs logs;
  logs.add("empty", "");
  logs.add("header", "timestamp,asset,totalBalance\n");
  CHECK(logs.read().empty());
  CHECK(logs.complaints.empty());
}

}  // namespace
}  // namespace coffer::app
