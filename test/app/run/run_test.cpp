#include "app/run/run.hpp"

#include <fcntl.h>
#include <unistd.h>

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

TEST_CASE("a condition that holds is told beside the usual output, with status 11") {
  const CannedExchange exchange(200, balances);
  const std::string usdt = "asset,totalBalance,availableBalance\nUSDT,1.50,1.25\n";
  check(exchange,
        {
            {{"cash", "usdt", "USDT", "--csv", "--fail-if", "USDT.availableBalance < 1.250001"},
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

TEST_CASE("a column that another option gives is a usage error that names the option") {
  for (const char* option :
       {"--where=price>1", "--fail-if=BTC.price>1", "--columns=price", "--sort=price"}) {
    const Outcome outcome = run_coffer({"--sandbox", "cash", option});
    CHECK(outcome.status == 2);
    CHECK(outcome.err == "coffer: unknown column 'price'\nhint: --value gives it\n");
  }
}

TEST_CASE("what a command refuses points to its help") {
  const Outcome outcome = run_coffer({"login", "a", "-p", "b"});
  CHECK(outcome.status == 2);
  CHECK(outcome.err ==
        "coffer: login stores one profile at a time\nhint: see coffer login --help\n");
}

}  // namespace
}  // namespace coffer::app
