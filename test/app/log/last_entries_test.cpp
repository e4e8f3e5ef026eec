#include "app/log/last_entries.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "app/log/append.hpp"
#include "app/output/view.hpp"
#include "test/catch.hpp"
#include "test/support/run_coffer.hpp"

namespace coffer::app {
namespace {

struct Change {
  std::int64_t sn;
  const char* event;
  const char* asset;
  const char* account = "cash";
};

Report ledger(const std::vector<Change>& changes, const std::string& profile) {
  Report report;
  report.columns = {{"time", "TIME", CellType::time},
                    {"account", "ACCOUNT"},
                    {"event", "EVENT"},
                    {"asset", "ASSET"},
                    {"balance", "BALANCE", CellType::amount},
                    {"sn", "SN", CellType::integer}};
  for (const Change& each : changes)
    report.rows.push_back({{Time(std::chrono::seconds(each.sn)), each.account, each.event,
                            each.asset, Decimal::parse(std::to_string(each.sn)).value(), each.sn}});
  report.sources.push_back({.profile = profile, .received = Time()});
  shape(report, {});
  return report;
}

// A log, "sn event asset" of its lines, and where it ends.
class Log {
 public:
  explicit Log(const std::string& name) : path_(directory_.path() + "/" + name) {}

  void add(const std::vector<Change>& changes, const std::string& profile = "main") {
    append_to_log(path_, {.report = ledger(changes, profile),
                          .command = "ledger",
                          .json = path_.ends_with(".jsonl")});
  }
  std::size_t rows() const {
    std::ifstream file(path_);
    const auto lines = std::count(std::istreambuf_iterator<char>(file), {}, '\n');
    return static_cast<std::size_t>(lines) - (path_.ends_with(".jsonl") ? 0 : 1);
  }
  std::optional<LedgerEnd> end(const std::string& report = "ledger cash",
                               const std::string& profile = "main") const {
    return ledger_end(path_, {profile, report});
  }
  void rotate() { std::filesystem::rename(path_, path_ + ".1"); }
  void cut_last_line() {
    std::ifstream file(path_);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    std::filesystem::resize_file(path_, text.rfind('\n', text.size() - 2) + 1);
  }

 private:
  test::TemporaryDirectory directory_;
  std::string path_;
};

std::vector<Change> day() {
  return {{7, "deposit", "ETH"}, {8, "trade", "BTC"}, {8, "fee", "BTC"}};
}

TEST_CASE("A ledger goes on from the log's last number, that one included") {
  Log log(GENERATE("log.csv", "log.jsonl"));
  CHECK(!log.end());
  log.add(day());
  log.add(day());
  CHECK(log.rows() == 3);
  log.cut_last_line();
  CHECK(log.rows() == 2);
  log.add(day());
  CHECK(log.rows() == 3);
  log.add({{8, "fee", "BTC"}, {9, "=x", "ETH"}});
  log.add({{9, "=x", "ETH"}});
  CHECK(log.rows() == 4);
  const auto end = log.end();
  REQUIRE(end);
  CHECK(end->sn == 9);
  CHECK(end->time == Time(std::chrono::seconds(9)));
  CHECK(end->balances.at("ETH").text() == "9");
  CHECK(end->balances.at("BTC").text() == "8");
}

TEST_CASE("Each profile and account has an end of its own, also in a rotated log") {
  Log log("log.csv");
  log.add(day());
  log.add({{5, "transfer", "USDT", "margin"}});
  log.add({{6, "deposit", "USDT"}}, "sub");
  CHECK(log.rows() == 5);
  log.rotate();
  CHECK(log.end()->sn == 8);
  CHECK(log.end("ledger margin")->sn == 5);
  CHECK(log.end("ledger cash", "sub")->sn == 6);
  CHECK(!log.end("ledger margin", "sub"));
  log.add(day());
  CHECK(log.rows() == 0);
}

TEST_CASE("Two changes of an asset by one event are two rows") {
  Log log("log.csv");
  log.add({{8, "trade", "BTC"}, {8, "trade", "BTC"}});
  log.add({{8, "trade", "BTC"}, {8, "trade", "BTC"}});
  CHECK(log.rows() == 2);
}

TEST_CASE("A number with something behind it is none") {
  const test::TemporaryDirectory directory;
  const std::string row = "2026-01-01T00:00:00Z,main,ledger,2026-01-01T00:00:00Z,cash,fee,BTC,";
  const std::string path = directory.write(
      "log", "timestamp,profile,report,time,account,event,asset,sn\n" + row + "8\n" + row + "9x\n",
      0600);
  CHECK(ledger_end(path, {"main", "ledger cash"})->sn == 8);
}

}  // namespace
}  // namespace coffer::app
