#include "app/log/append.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <thread>

#include "app/commands/ask.hpp"
#include "app/output/view.hpp"
#include "app/system/descriptor.hpp"
#include "test/catch.hpp"
#include "test/support/errors.hpp"
#include "test/support/reports.hpp"
#include "test/support/run_coffer.hpp"

namespace coffer::app {
namespace {

using namespace std::chrono_literals;
using test::TemporaryDirectory;

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

const std::string header = "timestamp,profile,report,asset,totalBalance,availableBalance\n";

Decimal number(const char* text) { return Decimal::parse(text).value(); }

Time second(int seconds) { return Time(std::chrono::seconds(seconds)); }

// The cash report of one profile: rows of an asset and its total, and zeros.
struct Found {
  int time;
  std::vector<std::pair<const char*, const char*>> rows;
  std::vector<const char*> zeros = {};
};

Report cash(const std::vector<Found>& profiles) {
  Report report;
  for (const Found& profile : profiles) {
    const auto part = [&](const auto& balances) {
      return cash_report(balances, {{}, second(profile.time)});
    };
    std::vector<CashBalance> balances;
    for (const auto& [asset, total] : profile.rows)
      balances.push_back({asset, number(total), number(total)});
    std::vector<CashBalance> nothing;
    for (const char* asset : profile.zeros)
      nothing.push_back({asset, number("0.0"), number("0.0")});
    append(report, part(balances));
    for (Row& zero : part(nothing).rows) {
      zero.source = report.sources.size() - 1;
      report.zeros.push_back(std::move(zero));
    }
  }
  return report;
}

std::vector<std::string> add(const std::string& path, Report report,
                             const std::vector<std::string>& profiles = {"main"}, bool json = false,
                             const ViewOptions& view = {},
                             std::chrono::milliseconds patience = 50ms) {
  for (std::size_t i = 0; i < profiles.size(); ++i) report.sources[i].profile = profiles[i];
  shape(report, view);
  std::vector<std::string> told;
  for (const Warning& warning : append_to_log(
           path, {.report = std::move(report), .command = "cash", .json = json, .all_assets = true},
           patience))
    told.push_back(warning.message);
  return told;
}

std::vector<std::string> add(const std::string& path, const Found& found) {
  return add(path, cash({found}));
}

Error refusal(const std::string& path, const Report& report,
              const std::vector<std::string>& profiles = {"main"}, bool json = false,
              const ViewOptions& view = {}) {
  const Error error = test::error_of([&] { add(path, report, profiles, json, view); });
  CHECK(error.kind == ErrorKind::output);
  CHECK(error.message.starts_with("append to " + path + ": "));
  return error;
}

std::string why(const Error& error) { return error.message.substr(error.message.find(": ") + 2); }

const Found btc{1, {{"BTC", "1.50"}}};
const std::string no_log =
    "it is not a coffer log: it has neither the header of one nor a JSON line";
const std::string btc_row = "1970-01-01T00:00:01.000Z,main,cash,BTC,1.50,1.50\n";

TEST_CASE("a new or empty log gets the header, an old one rows only") {
  const TemporaryDirectory directory;
  for (const std::string& path : {directory.path() + "/new", directory.write("empty", "", 0600)}) {
    CHECK(add(path, btc).empty());
    CHECK(add(path, {2, {{"BTC", "2"}, {"'=x", "1"}}}).empty());
    CHECK(content(path) == header + btc_row +
                               "1970-01-01T00:00:02.000Z,main,cash,BTC,2,2\n"
                               "1970-01-01T00:00:02.000Z,main,cash,''=x,1,1\n");
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 07777) == 0600);
  }
}

TEST_CASE("a result without rows begins a new log, and leaves an old one as it is") {
  const TemporaryDirectory directory;
  const std::string path = directory.path() + "/log";
  add(path, {1, {}});
  add(path, {2, {}});
  CHECK(content(path) == header);
  add(path + ".jsonl", cash({{1, {}}}), {"main"}, true);
  CHECK(std::filesystem::is_empty(path + ".jsonl"));
}

TEST_CASE("a log of JSON lines has no header and takes every report") {
  const TemporaryDirectory directory;
  const std::string path = directory.path() + "/log";
  add(path, cash({btc}), {""}, true);
  const std::string row =
      R"({"timestamp":"1970-01-01T00:00:01.000Z","profile":null,"report":"cash","asset":"BTC",)"
      R"("totalBalance":"1.50","availableBalance":"1.50"})"
      "\n";
  CHECK(content(path) == row);
  std::vector<Column> columns;
  for (const auto& field : fields<MarginRisk>) {
    columns.push_back({.key = std::string(field.key), .heading = {}, .type = CellType::amount});
  }
  Report risk = report_of(std::move(columns), std::vector{MarginRisk{}}, {{}, second(2)});
  risk.sources.front().profile = "main";
  shape(risk, {});
  append_to_log(path, {.report = risk, .command = "risk", .json = true});
  CHECK(content(path).starts_with(
      row + R"({"timestamp":"1970-01-01T00:00:02.000Z","profile":"main","report":"risk",)"
            R"("accountMaxLeverage":"0",)"));
}

TEST_CASE("a log keeps the columns of the header in force at its end") {
  const TemporaryDirectory directory;
  const std::string path = directory.write(
      "log", header + btc_row +
                 "\xEF\xBB\xBF\"availableBalance\",\"asset\",\"lockedBalance\",\"timestamp\","
                 "\"totalBalance\"\r\n1,BTC,0,1970-01-01T00:00:02.000Z,1\r\n");
  const std::string before = content(path);
  add(path, {3, {{"BTC", "2"}}});
  CHECK(content(path) == before + "2,BTC,0,1970-01-01T00:00:03.000Z,2\n");
}

TEST_CASE("a log goes on behind whole lines that are damaged") {
  const TemporaryDirectory directory;
  add(directory.path() + "/log.csv", btc);
  add(directory.path() + "/log.jsonl", cash({btc}), {"main"}, true);
  for (const bool json : {false, true}) {
    const std::string path = directory.path() + (json ? "/log.jsonl" : "/log.csv");
    const std::string entry = content(path);
    for (const std::string& damage : {std::string(9, '\0'), std::string("{"), std::string("x,y")}) {
      std::ofstream(path, std::ios::app) << damage << '\n';
      const std::string before = content(path);
      add(path, cash({btc}), {"main"}, json);
      CHECK(content(path) == before + (json ? entry : btc_row));
    }
  }
}

TEST_CASE("any number of damaged lines is looked through in one go") {
  const TemporaryDirectory directory;
  for (const std::string& damage :
       {std::string("{\n"), std::string("x \"timestamp\n"), std::string("{\"timestamp\":1}\n")}) {
    std::string text = header + btc_row;
    while (text.size() < 60'000) text += damage;
    const std::string path = directory.write("log", text);
    add(path, btc);
    CHECK(content(path) == text + btc_row);
  }
}

TEST_CASE("a log goes on below its last header only, however far away an older one is") {
  const TemporaryDirectory directory;
  std::string text = header;
  while (text.size() < 600'000) text += btc_row;
  const std::string path = directory.write("log", text);
  CHECK(add(path, btc).empty());
  CHECK(content(path) == text + btc_row);
  directory.write("log", text + "timestamp,temperature\n1970-01-01T00:00:01.000Z,20\n");
  CHECK(why(refusal(path, cash({btc}))) == no_log);
}

TEST_CASE("a log from before profile and report goes on without") {
  const TemporaryDirectory directory;
  const std::string old = "timestamp,asset,totalBalance,availableBalance\n";
  const std::string path = directory.write("log", old);
  add(path, btc);
  CHECK(content(path) == old + "1970-01-01T00:00:01.000Z,BTC,1.50,1.50\n");
  CHECK(why(refusal(path, cash({btc, {1, {{"BTC", "2"}}}}), {"a", "b"})) ==
        "it has no column 'profile' to tell several profiles apart");

  const std::string line =
      R"({"timestamp":"1970-01-01T00:00:00Z","asset":"BTC","totalBalance":"1"})"
      "\n";
  const std::string lines = directory.write("lines", line);
  add(lines, cash({btc}), {"main"}, true);
  CHECK(content(lines) == line + R"({"timestamp":"1970-01-01T00:00:01.000Z","asset":"BTC",)"
                                 R"("totalBalance":"1.50","availableBalance":"1.50"})"
                                 "\n");
  const std::string margin = directory.write("margin", "timestamp,asset,totalBalance,borrowed\n");
  CHECK(
      why(refusal(margin, cash({btc}), {"main"}, false, {.columns = {"asset", "totalBalance"}})) ==
      "the log and cash do not both have borrowed");
  const std::string total = directory.write("total", "timestamp,asset,totalBalance\n");
  Report other = margin_report({{"BTC", {}, {}, {}, {}}}, {{}, second(1)});
  shape(other, {.columns = {"asset", "totalBalance"}});
  CHECK_THROWS_WITH(
      append_to_log(total, {.report = other, .command = "margin"}),
      Catch::Matchers::EndsWith("without a column 'report' it is a log of cash, not of margin"));
}

TEST_CASE("a log of another form is refused, told what is missing, and left as it is") {
  const TemporaryDirectory directory;
  for (const auto& [text, told] : std::vector<std::pair<std::string, std::string>>{
           {"timestamp,profile,report,asset,totalBalance\n",
            "the log and cash do not both have availableBalance"},
           {"timestamp,profile,report,asset,totalBalance,availableBalance,x\n",
            "the log and cash do not both have x"},
           {"{\"timestamp\":\"1970-01-01T00:00:00Z\",\"asset\":\"BTC\",\"totalBalance\":\"1\"}\n",
            "it is a JSON Lines log"},
           {"timestamp,temperature\n", no_log},
           {"buy milk\n", no_log},
           {"buy milk", no_log},
           {"\n", no_log},
       }) {
    INFO(text);
    const std::string path = directory.write("log", text);
    CHECK(why(refusal(path, cash({btc}))) == told);
    CHECK(content(path) == text);
  }
  const std::string path = directory.write("log", header);
  CHECK(why(refusal(path, cash({btc}), {"main"}, true)) == "it is not a JSON Lines log");
  CHECK_FALSE(std::filesystem::exists(directory.path() + "/.torn-log"));
}

TEST_CASE("a last line without its end is cut off, kept beside the log and reported") {
  const TemporaryDirectory directory;
  const std::string torn = directory.path() + "/.torn-log";
  const std::string link = directory.path() + "/link";
  std::filesystem::create_symlink("log", link);
  for (const std::string& whole : {header + btc_row, header, std::string()}) {
    std::filesystem::remove(torn);
    const std::string tear =
        whole.empty() ? "timesta" : "1970-01-01T00:00:02.000Z,main,cash,BTC,22.1";
    const std::string path = directory.write("log", whole + tear);
    const auto told = add(link, btc);
    REQUIRE(told.size() == 1);
    CHECK(told[0] == link + ": the last line had no end, as after a crash: it is now in " + torn);
    CHECK(content(path) == (whole.empty() ? header : whole) + btc_row);
    CHECK(content(torn) == tear + "\n");
    struct stat status {};
    REQUIRE(::stat(torn.c_str(), &status) == 0);
    CHECK((status.st_mode & 07777) == 0600);
    CHECK(add(path, btc).empty());
  }
}

TEST_CASE("a second tear is added to the first one") {
  const TemporaryDirectory directory;
  const std::string path = directory.path() + "/log";
  for (const char* tear : {"1970-01-01T1", "1970-01-01T22"}) {
    directory.write("log", header + tear);
    add(path, btc);
  }
  CHECK(content(directory.path() + "/.torn-log") == "1970-01-01T1\n1970-01-01T22\n");
}

TEST_CASE("a tear that cannot be kept is told whole, and never written through a link") {
  const TemporaryDirectory directory;
  const std::string target = directory.write("precious", "mine\n");
  const std::string torn = directory.path() + "/.torn-log";
  const std::string path = directory.path() + "/log";
  const auto tear = [&] {
    directory.write("log", header + "1970-01-01T0\x1b");
    const auto told = add(path, btc);
    REQUIRE(told.size() == 1);
    CHECK(told[0].starts_with(
        path +
        ": the last line had no end, as after a crash, and was cut off: '1970-01-01T0\x1b' ("));
    CHECK(content(path) == header + btc_row);
    CHECK(content(target) == "mine\n");
    std::filesystem::remove(torn);
  };
  std::filesystem::create_symlink(target, torn);
  tear();
  std::filesystem::create_hard_link(target, torn);
  tear();
  std::filesystem::create_directory(torn);
  tear();
}

TEST_CASE("an asset that was sold is written once more, as the exchange's zero") {
  const TemporaryDirectory directory;
  const std::string path = directory.path() + "/log";
  add(path, {1, {{"BTC", "1"}, {"ETH", "2"}}, {"ASD"}});
  add(path, {2, {{"BTC", "1"}}, {"ASD", "ETH"}});
  add(path, {3, {{"BTC", "1"}}, {"ASD", "ETH"}});
  add(path, {4, {}, {"ASD", "BTC", "ETH"}});
  add(path, {5, {}, {"ASD", "BTC", "ETH"}});
  CHECK(content(path) == header +
                             "1970-01-01T00:00:01.000Z,main,cash,BTC,1,1\n"
                             "1970-01-01T00:00:01.000Z,main,cash,ETH,2,2\n"
                             "1970-01-01T00:00:02.000Z,main,cash,BTC,1,1\n"
                             "1970-01-01T00:00:02.000Z,main,cash,ETH,0.0,0.0\n"
                             "1970-01-01T00:00:03.000Z,main,cash,BTC,1,1\n"
                             "1970-01-01T00:00:04.000Z,main,cash,BTC,0.0,0.0\n");
}

TEST_CASE("what belongs to a log lies beside the file that a link leads to") {
  const TemporaryDirectory directory;
  const std::string log = directory.write("logs/log.csv", "", 0600);
  directory.write("logs/log.csv.1", header + "1970-01-01T00:00:01.000Z,main,cash,ETH,2,2\n");
  const std::string link = directory.path() + "/log.csv";
  std::filesystem::create_symlink(log, link);
  add(link, {2, {{"BTC", "1"}}, {"ETH"}});
  CHECK(content(log).ends_with(",main,cash,ETH,0.0,0.0\n"));
  directory.write("logs/log.csv", content(log) + "torn", 0600);
  CHECK(add(link, {3, {{"BTC", "1"}}}).size() == 1);
  CHECK(content(directory.path() + "/logs/.torn-log.csv") == "torn\n");
}

TEST_CASE("an asset that is no longer listed gets one row without amounts, and a warning") {
  const TemporaryDirectory directory;
  const std::string path = directory.path() + "/log";
  add(path, {1, {{"BTC", "1"}, {"LUNACLASSICWRAPPED", "2"}}});
  CHECK(
      add(path, {2, {{"BTC", "1"}}}) ==
      std::vector{
          path +
          ": the exchange no longer lists LUNACLASSICWRAPPED: its amounts are empty from now on"});
  CHECK(add(path, {3, {{"BTC", "1"}}}).empty());
  CHECK(
      content(path).ends_with("02.000Z,main,cash,BTC,1,1\n"
                              "1970-01-01T00:00:02.000Z,main,cash,LUNACLASSICWRAPPED,,\n"
                              "1970-01-01T00:00:03.000Z,main,cash,BTC,1,1\n"));
}

TEST_CASE("an asset is known again whose name is escaped in the log") {
  const TemporaryDirectory directory;
  for (const bool json : {false, true}) {
    const std::string path = directory.path() + (json ? "/log.jsonl" : "/log");
    const auto log = [&](const Found& found) { return add(path, cash({found}), {"main"}, json); };
    log({1, {{"=\x1b", "1"}}});
    CHECK(log({2, {{"=\x1b", "2"}}}).empty());
    CHECK(log({3, {}, {"=\x1b"}}).empty());
  }
}

TEST_CASE("what was sold is known by profile and report") {
  const TemporaryDirectory directory;
  const std::string path = directory.path() + "/log";
  const auto both = [&](const Found& one, const Found& other) {
    add(path, cash({one, other}), {"main", "sub"});
  };
  both({1, {{"BTC", "1"}}}, {1, {{"ETH", "1"}}});
  both({2, {{"BTC", "1"}}, {"ETH"}}, {2, {{"BTC", "5"}}, {"ETH"}});
  add(path, cash({{3, {}, {"BTC", "ETH"}}}), {"sub"});
  CHECK(
      content(path).ends_with("01.000Z,sub,cash,ETH,1,1\n"
                              "1970-01-01T00:00:02.000Z,main,cash,BTC,1,1\n"
                              "1970-01-01T00:00:02.000Z,sub,cash,BTC,5,5\n"
                              "1970-01-01T00:00:02.000Z,sub,cash,ETH,0.0,0.0\n"
                              "1970-01-01T00:00:03.000Z,sub,cash,BTC,0.0,0.0\n"));
}

TEST_CASE("a log that does not say whose it is tells nobody with a name what was sold") {
  const TemporaryDirectory directory;
  const std::string path = directory.path() + "/log";
  directory.write("log.1", "timestamp,asset,totalBalance\n1970-01-01T00:00:00.000Z,DOGE,1\n");
  add(path, {1, {{"BTC", "1.50"}}, {"DOGE"}});
  CHECK(content(path) == header + btc_row);
}

TEST_CASE("a day that was filled in later is not the last entry") {
  const TemporaryDirectory directory;
  const std::string path =
      directory.write("log", header + btc_row + "1970-01-01T00:00:00.000Z,main,cash,DOGE,7,\n");
  add(path, {2, {}, {"BTC", "DOGE"}});
  CHECK(content(path).ends_with("DOGE,7,\n1970-01-01T00:00:02.000Z,main,cash,BTC,0.0,0.0\n"));
}

TEST_CASE("for a new log its predecessor tells what was sold, plain or gzip") {
  const std::string before = header + "1970-01-01T00:00:01.000Z,main,cash,DOGE,1,1\n" + btc_row +
                             "1970-01-01T00:00:02.000Z,main,cash,BTC,1,1\n"
                             "1970-01-01T00:00:02.000Z,main,cash,ETH,2,2\n";
  const std::string added =
      "1970-01-01T00:00:03.000Z,main,cash,BTC,1,1\n"
      "1970-01-01T00:00:03.000Z,main,cash,ETH,0.0,0.0\n";
  const Found after{3, {{"BTC", "1"}}, {"ETH", "DOGE"}};
  const TemporaryDirectory directory;
  const std::string path = directory.path() + "/log.csv";
  directory.write("log.csv.2", header + "1970-01-01T00:00:00.000Z,main,cash,XRP,1,1\n");
  directory.write("log.csv.1", before);
  add(path, after);
  CHECK(content(path) == header + added);

  directory.write("log.csv", "");
  std::filesystem::remove(directory.path() + "/log.csv.1");
  gzFile file = ::gzopen((directory.path() + "/log.csv.1.gz").c_str(), "wb");
  ::gzputs(file, before.c_str());
  ::gzclose(file);
  add(path, after);
  CHECK(content(path) == header + added);

  std::filesystem::remove(path);
  directory.write("log.csv.1.gz", "\x1f\x8b damaged, damaged");
  const auto told = add(path, after);
  REQUIRE(told.size() == 1);
  CHECK(told[0].find("log.csv.1.gz: cannot be read: damaged gzip data") != std::string::npos);
}

TEST_CASE("the last entry is found behind any number of other entries") {
  const TemporaryDirectory directory;
  std::string text = header + btc_row;
  for (int i = 0; i < 60'000; ++i) text += "1970-01-01T00:00:01.000Z,other,cash,ETH,1,1\n";
  const std::string path = directory.write("log", text);
  add(path, {2, {}, {"BTC"}});
  CHECK(content(path).substr(text.size()) == "1970-01-01T00:00:02.000Z,main,cash,BTC,0.0,0.0\n");
}

TEST_CASE("a log of someone else is refused") {
  if (::geteuid() != 0) return;
  const TemporaryDirectory directory;
  const std::string path = directory.write("log", header);
  REQUIRE(::chown(path.c_str(), 12345, 12345) == 0);
  CHECK(why(refusal(path, cash({btc}))) == "it belongs to user 12345, and you are user 0");
}

TEST_CASE("a link to a log is followed, and anything but a regular file refused at once") {
  const TemporaryDirectory directory;
  const std::string log = directory.write("log", header, 0644);
  const std::string link = directory.path() + "/link";
  std::filesystem::create_symlink(log, link);
  add(link, btc);
  CHECK(content(log) == header + btc_row);
  CHECK(std::filesystem::is_symlink(link));

  const std::string fifo = directory.path() + "/fifo";
  REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  const std::string dangling = directory.path() + "/dangling";
  std::filesystem::create_symlink(directory.path() + "/nowhere", dangling);
  for (const std::string& path : {fifo, directory.path(), std::string("/dev/null"), dangling,
                                  directory.path() + "/no/such/folder"}) {
    INFO(path);
    refusal(path, cash({btc}));
  }
  CHECK_FALSE(std::filesystem::exists(directory.path() + "/nowhere"));
}

TEST_CASE("a write that comes to the limit on the size of files is taken back") {
  const TemporaryDirectory directory;
  const std::string old = header + btc_row + "1970";
  const std::string path = directory.write("log", old);
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const auto refused_at = [&](std::size_t size, const std::string& log) {
    const rlimit limit{.rlim_cur = size, .rlim_max = before.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &limit) == 0);
    Error error = refusal(log, cash({{2, {{"BTC", "1"}, {"ETH", "2"}}}}));
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
    return error;
  };
  for (const std::size_t more : {4U, 5U, 60U}) {
    const Error error = refused_at(old.size() - 4 + more, path);
    const bool in_part = error.hint == "make room, or raise the limit on the size of files";
    CHECK((in_part || why(error) == "File too large"));
    CHECK(content(path) == old);
  }
  refused_at(10, path + ".new");
  CHECK_FALSE(std::filesystem::exists(path + ".new"));
  std::signal(SIGXFSZ, handler);
}

// Counts the lines in the logs of a directory; each log begins with one header.
std::map<std::string, int> count_lines(const std::string& directory) {
  std::map<std::string, int> lines;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    std::ifstream file(entry.path());
    std::string line;
    if (!std::getline(file, line)) continue;  // it was moved away before its first entry
    CHECK(line + '\n' == header);
    while (std::getline(file, line)) ++lines[line];
  }
  return lines;
}

TEST_CASE("nothing is lost or torn by sixteen writers and a log that is moved away") {
  constexpr int writers = 16;
  constexpr int rounds = 40;
  const TemporaryDirectory directory;
  const std::string path = directory.path() + "/log";
  std::atomic<int> running = writers;
  std::vector<std::thread> threads;
  for (int writer = 0; writer < writers; ++writer) {
    threads.emplace_back([&, writer] {
      for (int round = 0; round < rounds; ++round) {
        const std::string asset = std::to_string(writer) + "-" + std::to_string(round);
        add(path, cash({{round, {{asset.c_str(), "1"}}}}), {std::to_string(writer)}, false, {},
            60s);
      }
      --running;
    });
  }
  for (int moved = 0; running > 0; ++moved) {
    std::this_thread::sleep_for(20ms);
    std::error_code ignored;  // right after a move there may be no file yet
    std::filesystem::rename(path, path + std::to_string(moved), ignored);
  }
  for (std::thread& thread : threads) thread.join();

  int entries = 0;
  for (const auto& [line, count] : count_lines(directory.path())) {
    CHECK(count == 1);
    CHECK(std::ranges::count(line, ',') == 5);
    entries += line.ends_with(",1,1") ? 1 : 0;  // not of what was sold
  }
  CHECK(entries == writers * rounds);
}

}  // namespace
}  // namespace coffer::app
