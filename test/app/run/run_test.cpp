#include "app/run/run.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "app/sandbox/exchange.hpp"
#include "test/catch.hpp"
#include "test/support/canned_exchange.hpp"
#include "test/support/run_coffer.hpp"

namespace coffer::app {
namespace {

using test::CannedExchange;
using test::key_for;
using test::Outcome;
using test::run_coffer;

constexpr const char* balances =
    R"({"code":0,"data":[{"asset":"USDT","totalBalance":"1.50","availableBalance":"1.25"},)"
    R"({"asset":"BTC","totalBalance":"0","availableBalance":"0"}]})";

// One command line against one reply.
struct Case {
  std::vector<std::string> arguments;
  int status;
  std::string out;
  std::string err;
};

void check(const CannedExchange& exchange, const std::vector<Case>& cases) {
  for (const Case& expected : cases) {
    std::string line;
    for (const auto& argument : expected.arguments) line += argument + " ";
    INFO(line);
    const Outcome outcome = run_coffer(expected.arguments, key_for(exchange.base_url()));
    CHECK(outcome.status == expected.status);
    CHECK(outcome.out == expected.out);
    CHECK(outcome.err == expected.err);
  }
}

TEST_CASE("the practice exchange answers every report without a key") {
  CHECK(run_coffer({"--sandbox", "cash"}).out ==
        "ASSET           TOTAL       AVAILABLE  LOCKED\n"
        "USDT   1285.366663467  1285.366663467       0\n"
        "BTC      22.1308675      16.1308675         6\n"
        "ETH       0.6             0.6               0\n");
  CHECK(run_coffer({"--sandbox", "margin", "--csv"}).out ==
        "asset,totalBalance,availableBalance,borrowed,interest\n"
        "USDT,11200,11200,0,0\n"
        "ETH,20,20,0,0\n");
  CHECK(run_coffer({"--sandbox", "risk", "--json"}).out ==
        R"({"accountMaxLeverage":"10","availableBalanceInUSDT":"17715.8175",)"
        R"("totalBalanceInUSDT":"17715.8175","totalBorrowedInUSDT":"0",)"
        R"("totalInterestInUSDT":"0","netBalanceInUSDT":"17715.8175","pointsBalance":"0",)"
        R"("currentLeverage":"1","cushion":"-1"})"
        "\n");
  CHECK(run_coffer({"--sandbox", "info", "--columns", "accountGroup", "--jsonl"}).out ==
        "{\"accountGroup\":6}\n");
}

TEST_CASE("one reply is shaped as the command line says") {
  const CannedExchange exchange(200, balances);
  check(exchange, {
                      {{"cash", "--csv"},
                       0,
                       "asset,totalBalance,availableBalance\nUSDT,1.50,1.25\nBTC,0,0\n",
                       ""},
                      {{"cash"},
                       0,
                       "ASSET  TOTAL  AVAILABLE  LOCKED\n"
                       "USDT    1.50       1.25    0.25\n"
                       "BTC     0          0       0\n",
                       ""},
                      {{"cash", "--sort", "totalBalance", "--columns", "asset,LOCKED", "--jsonl"},
                       0,
                       "{\"asset\":\"BTC\",\"lockedBalance\":\"0\"}\n"
                       "{\"asset\":\"USDT\",\"lockedBalance\":\"0.25\"}\n",
                       ""},
                      {{"cash", "btc", "--csv", "--no-headers"}, 0, "BTC,0,0\n", ""},
                      {{"cash", "usdt", "BTC", "--columns", "asset", "--json"},
                       0,
                       "[{\"asset\":\"USDT\"},{\"asset\":\"BTC\"}]\n",
                       ""},
                  });
}

TEST_CASE("a failure leaves stdout empty, says why on stderr, and has its own status") {
  const CannedExchange exchange(200, balances);
  check(exchange,
        {
            {{"cash", "BTD"},
             8,
             "",
             "coffer: cash balances: the exchange lists no asset BTD\nhint: did you mean BTC?\n"},
            {{"cash", "--columns", "asset,totl"},
             2,
             "",
             run_coffer({"--sandbox", "cash", "--columns", "asset,totl"}).err},
        });
  const Outcome refused = run_coffer({"cash"}, key_for("http://127.0.0.1:1"));
  CHECK(refused.status == 5);
  CHECK(refused.out.empty());
  CHECK(refused.err.starts_with("coffer: "));
  CHECK(refused.err.find("127.0.0.1:1") != std::string::npos);
}

TEST_CASE("a wrong column is told before anything is asked") {
  const CannedExchange exchange(200, balances);
  const Outcome outcome = run_coffer({"cash", "--sort", "totl"}, key_for(exchange.base_url()));
  CHECK(outcome.status == 2);
  CHECK(exchange.requests().empty());
}

TEST_CASE("each refusal of the exchange has the status of its kind") {
  struct Reply {
    int http_status;
    std::string body;
    int status;
  };
  const std::vector<Reply> replies{
      {200, R"({"code":200001,"reason":"AUTHENTICATION_FAILED","message":"no"})", 4},
      {401, R"({"code":200015,"reason":"PERMISSION_DENIED","message":"no"})", 4},
      {200, R"({"code":100006,"reason":"INVALID_ARGUMENT","message":"no"})", 8},
      {403, "<html>", 8},
      {503, "<html>", 7},
      {200, R"({"code":510001,"reason":"SERVER_ERROR","message":"no"})", 7},
      {200, "{", 9},
      {204, "", 9},
      {302, "", 9},
  };
  for (const Reply& reply : replies) {
    INFO(reply.http_status << " " << reply.body);
    const CannedExchange exchange(reply.http_status, reply.body);
    const Outcome outcome = run_coffer({"cash", "--retries", "0"}, key_for(exchange.base_url()));
    CHECK(outcome.status == reply.status);
    CHECK(outcome.out.empty());
    CHECK(outcome.err.starts_with("coffer: "));
  }
}

TEST_CASE("with a JSON format errors are one JSON line, but usage errors are text") {
  const CannedExchange exchange(
      200, R"({"code":200001,"reason":"AUTHENTICATION_FAILED","message":"no"})");
  auto environment = key_for(exchange.base_url());
  environment["COFFER_OUTPUT"] = "jsonl";
  const Outcome outcome = run_coffer({"cash"}, environment);
  CHECK(outcome.status == 4);
  CHECK(outcome.err.starts_with(R"({"error":{"kind":"auth","message":")"));
  CHECK(outcome.err.find(R"("code":200001,"reason":"AUTHENTICATION_FAILED","httpStatus":200)") !=
        std::string::npos);
  CHECK(outcome.err.find('\n') == outcome.err.size() - 1);
  CHECK(run_coffer({"cash", "--columns", "x"}, environment).err.starts_with("coffer: "));
  CHECK(run_coffer({"cash", "--csv"}, environment).err.starts_with("coffer: "));
}

TEST_CASE("a condition that holds is told beside the usual output, with status 11") {
  const CannedExchange exchange(200, balances);
  const std::string usdt = "asset,totalBalance,availableBalance\nUSDT,1.50,1.25\n";
  check(exchange,
        {
            {{"cash", "usdt", "--csv", "--fail-if", "USDT.availableBalance < 1.250001"},
             11,
             usdt,
             "coffer: USDT.availableBalance < 1.250001 holds: found 1.25\n"},
            {{"cash", "usdt", "--csv", "--fail-if", "usdt.AVAILABLE<1.25"}, 0, usdt, ""},
            {{"cash", "usdt", "-q", "--csv", "--fail-if", "locked==0.25", "--fail-if", "total>2",
              "--fail-if", "total>=1.5"},
             11,
             usdt,
             "coffer: locked==0.25 holds: found 0.25 in USDT\n"
             "coffer: total>=1.5 holds: found 1.50 in USDT\n"},
            {{"cash", "usdt", "--jsonl", "--columns", "asset", "--fail-if", "BTC.total==0"},
             11,
             "{\"asset\":\"USDT\"}\n",
             R"({"error":{"kind":"condition","message":"BTC.total==0 holds: found 0",)"
             R"("retryable":false,"condition":"BTC.total==0","asset":"BTC",)"
             R"("column":"totalBalance","value":"0"}})"
             "\n"},
            {{"cash", "--fail-if", "BTD.total==0"},
             8,
             "",
             "coffer: cash balances: the exchange lists no asset BTD\nhint: did you mean BTC?\n"},
        });
  CHECK(exchange.requests()[0] == "GET /6/api/pro/v1/cash/balance?asset=USDT&showAll=true");
}

TEST_CASE("a zero that is asked for by a condition alone is neither shown nor tested otherwise") {
  const CannedExchange exchange(200, balances);
  const std::string usdt = "asset,totalBalance,availableBalance\nUSDT,1.50,1.25\n";
  check(exchange,
        {
            {{"cash", "--csv", "--fail-if", "BTC.total>0"}, 0, usdt, ""},
            {{"cash", "--csv", "--fail-if", "BTC.total>0", "--fail-if", "total<1"}, 0, usdt, ""},
            {{"cash", "--csv", "--show-all", "--fail-if", "BTC.total==0"},
             11,
             usdt + "BTC,0,0\n",
             "coffer: BTC.total==0 holds: found 0\n"},
        });
  for (const std::string& request : exchange.requests()) {
    CHECK(request == "GET /6/api/pro/v1/cash/balance?showAll=true");
  }
}

TEST_CASE("a failure outranks a condition, and a wrong condition is a usage error") {
  const Environment nothing([](const char*) -> const char* { return nullptr; });
  const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  const int messages = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  CHECK(run(std::vector<const char*>{"--sandbox", "cash", "--fail-if", "total>0"}, nothing,
            {.out = full, .err = messages}) == 10);
  ::close(full);
  ::close(messages);
  const Outcome outcome = run_coffer({"--sandbox", "cash", "--fail-if", "totl>0"});
  CHECK(outcome.status == 2);
  CHECK(outcome.err.starts_with("coffer: unknown column 'totl'\nhint: did you mean 'TOTAL'?"));
}

TEST_CASE("a cushion that does not apply never meets a condition") {
  CHECK(run_coffer({"--sandbox", "risk", "--fail-if", "cushion<0"}).status == 0);
  CHECK(run_coffer({"--sandbox", "risk", "--fail-if", "cushion!=5"}).status == 0);
  CHECK(run_coffer({"--sandbox", "risk", "--fail-if", "currentLeverage>=1"}).status == 11);
}

TEST_CASE("a wrong COFFER_OUTPUT is a matter of configuration") {
  const Outcome outcome = run_coffer({"--sandbox", "cash"}, {{"COFFER_OUTPUT", "xml"}});
  CHECK(outcome.status == 3);
  CHECK(outcome.err == "coffer: COFFER_OUTPUT: expected table, json, jsonl or csv\n");
}

TEST_CASE("--verbose tells of each request, and neither secret nor signature") {
  const CannedExchange exchange(200, balances);
  const Outcome outcome = run_coffer({"cash", "-v", "--csv"}, key_for(exchange.base_url()));
  CHECK(outcome.status == 0);
  CHECK(outcome.err.starts_with("> GET " + exchange.base_url() + "/6/api/pro/v1/cash/balance\n"));
  CHECK(outcome.err.find("+balance, key ...-key\n* 127.0.0.1 connected in ") != std::string::npos);
  CHECK(outcome.err.find(" ms\n< 200, connect ") != std::string::npos);
  CHECK(outcome.err.find("Canary") == std::string::npos);
  CHECK(outcome.err.find("test-key") == std::string::npos);
}

TEST_CASE("the first column is the time of the reply where that is asked for") {
  const Outcome outcome = run_coffer({"--sandbox", "cash", "ETH", "--timestamp", "--csv"});
  CHECK(outcome.out.starts_with("timestamp,asset,totalBalance,availableBalance\n20"));
  CHECK(outcome.out.ends_with("Z,ETH,0.6,0.6\n"));
}

TEST_CASE("colour comes only when it is asked for, or on a terminal") {
  CHECK(run_coffer({"--sandbox", "cash"}, {{"TERM", "xterm"}}).out.find('\x1b') ==
        std::string::npos);
  CHECK(run_coffer({"--sandbox", "cash", "--color", "always"}, {{"NO_COLOR", "1"}})
            .out.find('\x1b') != std::string::npos);
}

TEST_CASE("help and versions go to stdout, the short help to stderr with status 2") {
  CHECK(run_coffer({"--help"}).status == 0);
  CHECK(run_coffer({"--help"}).err.empty());
  CHECK(run_coffer({"--version"}).out.starts_with("coffer "));
  const Outcome alone = run_coffer({});
  CHECK(alone.status == 2);
  CHECK(alone.out.empty());
  CHECK(alone.err.starts_with("usage: coffer"));
}

TEST_CASE("a result that cannot be written is a failure") {
  const std::vector<const char*> arguments{"--sandbox", "cash"};
  const Environment nothing([](const char*) -> const char* { return nullptr; });
  const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  const int messages = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  REQUIRE(full >= 0);
  CHECK(run(arguments, nothing, {.out = full, .err = messages}) == 10);
  CHECK(run(arguments, nothing, {.out = -1, .err = messages}) == 10);
  CHECK(run(arguments, nothing, {.out = full, .err = -1}) == 10);
  ::close(full);
  ::close(messages);
}

TEST_CASE("a discovered account group is asked for once and remembered") {
  const test::TemporaryDirectory cache;
  const SandboxExchange exchange({});
  const std::map<std::string, std::string> environment{
      {"COFFER_API_KEY", exchange.account().api_key},
      {"COFFER_API_SECRET", exchange.account().api_secret},
      {"COFFER_BASE_URL", exchange.base_url()},
      {"XDG_CACHE_HOME", cache.path()}};
  CHECK(run_coffer({"cash", "-v"}, environment).err.find("/api/pro/v1/info") != std::string::npos);
  CHECK(run_coffer({"cash", "-v"}, environment).err.find("/api/pro/v1/info") == std::string::npos);
}

TEST_CASE("an account group that the user gave is not replaced, and the hint has the right one") {
  const Outcome outcome = run_coffer({"--sandbox", "cash", "--account-group", "7"});
  CHECK(outcome.status == 8);
  CHECK(outcome.out.empty());
  CHECK(outcome.err.find("hint: ") != std::string::npos);
  CHECK(outcome.err.find('6', outcome.err.find("hint: ")) != std::string::npos);
}

}  // namespace
}  // namespace coffer::app
