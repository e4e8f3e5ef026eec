#include "app/sandbox/exchange.hpp"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "coffer/base_url.hpp"
#include "coffer/decode.hpp"
#include "coffer/https_transport.hpp"
#include "coffer/secret.hpp"
#include "coffer/signature.hpp"
#include "test/catch.hpp"
#include "test/support/errors.hpp"
#include "test/support/run_coffer.hpp"

using namespace coffer;
using namespace coffer::app;
using namespace std::chrono_literals;

namespace {

std::chrono::milliseconds now() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::system_clock::now().time_since_epoch());
}

// What is signed into a request, so that each part can be made wrong.
struct Signed {
  std::string api_path;
  std::string key = sample_account().api_key;
  std::string secret = sample_account().api_secret;
  std::chrono::milliseconds timestamp = now();
  SecretEncoding encoding = SecretEncoding::raw;
};

std::vector<std::pair<std::string, std::string>> headers(Signed with) {
  const Secret secret(std::move(with.secret));
  return {{"x-auth-key", with.key},
          {"x-auth-timestamp", std::to_string(with.timestamp.count())},
          {"x-auth-signature", sign(secret, with.encoding, with.timestamp, with.api_path)}};
}

// A connection to an exchange.
class Visitor {
 public:
  explicit Visitor(const SandboxExchange& exchange)
      : transport_(https_transport(parse_base_url(exchange.base_url(), ErrorKind::usage, "test"))) {
  }

  Response send(const Request& request) {
    Timing timing;
    return transport_->send(request, {std::chrono::steady_clock::now() + 5s}, timing);
  }
  std::string get(const std::string& target, Signed with) {
    return send({Method::get, target, headers(std::move(with))}).body;
  }
  std::string cash(const std::string& query = {}) {
    return get("/6/api/pro/v1/cash/balance" + query, {"balance"});
  }

 private:
  std::unique_ptr<Transport> transport_;
};

std::string config_error(const std::string& data_file) {
  const Error error = test::error_of([&] { SandboxExchange({.data_file = data_file}); });
  CHECK(error.kind == ErrorKind::config);
  return error.message;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace

TEST_CASE("the practice exchange holds the documentation's sample") {
  const SandboxExchange exchange({});
  Visitor visitor(exchange);
  CHECK(visitor.cash() ==
        R"({"code":0,"data":[)"
        R"({"asset":"USDT","totalBalance":"1285.366663467","availableBalance":"1285.366663467"},)"
        R"({"asset":"BTC","totalBalance":"22.1308675","availableBalance":"16.1308675"},)"
        R"({"asset":"ETH","totalBalance":"0.6","availableBalance":"0.6"}]})");
  CHECK(visitor.get("/6/api/pro/v1/margin/balance", {"balance"}) ==
        R"({"code":0,"data":[)"
        R"({"asset":"USDT","totalBalance":"11200","availableBalance":"11200",)"
        R"("borrowed":"0","interest":"0"},)"
        R"({"asset":"ETH","totalBalance":"20","availableBalance":"20",)"
        R"("borrowed":"0","interest":"0"}]})");
  CHECK(visitor.get("/6/api/pro/v1/margin/risk", {"margin/risk"}) ==
        R"({"code":0,"data":{)"
        R"("accountMaxLeverage":"10","availableBalanceInUSDT":"17715.8175",)"
        R"("totalBalanceInUSDT":"17715.8175","totalBorrowedInUSDT":"0",)"
        R"("totalInterestInUSDT":"0","netBalanceInUSDT":"17715.8175","pointsBalance":"0",)"
        R"("currentLeverage":"1","cushion":"-1"}})");
  CHECK(visitor.get("/api/pro/v1/info", {"info"}) ==
        R"({"code":0,"data":{"accountGroup":6,"email":"practice@example.com","expireTime":-1,)"
        R"("allowedIps":[],"cashAccount":["cshPractice"],"marginAccount":["marPractice"],)"
        R"("userUID":"U0000000006","tradePermission":false,"transferPermission":false,)"
        R"("viewPermission":true}})");
}

TEST_CASE("the practice exchange gives prices to anyone") {
  const SandboxExchange exchange({});
  Visitor visitor(exchange);
  const std::string btc = R"({"symbol":"BTC/USDT","close":"11350.25"})";
  const std::string eth = R"({"symbol":"ETH/USDT","close":"325.790875"})";
  const std::string start = R"({"code":0,"data":)";
  CHECK(visitor.send({Method::get, "/api/pro/v1/spot/ticker", {}}).body ==
        start + "[" + btc + "," + eth + "]}");
}

TEST_CASE("the practice exchange accepts signatures made with either encoding of its secret") {
  const SandboxExchange exchange({});
  Visitor visitor(exchange);
  const std::string cash = "/6/api/pro/v1/cash/balance";
  CHECK(visitor.get(cash, {.api_path = "balance", .encoding = SecretEncoding::base64}) ==
        visitor.get(cash, {.api_path = "balance", .encoding = SecretEncoding::raw}));
  CHECK(contains(visitor.cash(), "USDT"));
}

TEST_CASE("the practice exchange lists one asset without a balance where all are asked for") {
  const SandboxExchange exchange({});
  Visitor visitor(exchange);
  const std::string zero = R"({"asset":"ASD","totalBalance":"0","availableBalance":"0"})";
  CHECK(contains(visitor.cash("?showAll=true"), zero));
  CHECK(visitor.cash("?showAll=True") == visitor.cash("?showAll=true"));
  CHECK(visitor.cash("?showAll=TRUE") == visitor.cash("?showAll=true"));
  CHECK_FALSE(contains(visitor.cash("?showAll=1"), "ASD"));
}

TEST_CASE("the practice exchange gives the risk by POST, too") {
  const SandboxExchange exchange({});
  Visitor visitor(exchange);
  CHECK(visitor.send({Method::post, "/6/api/pro/v1/margin/risk", headers({"margin/risk"})}).body ==
        visitor.get("/6/api/pro/v1/margin/risk", {"margin/risk"}));
}

TEST_CASE("exchange-info needs no key and echoes the request's time") {
  const SandboxExchange exchange({});
  Visitor visitor(exchange);
  const std::string body =
      visitor.send({Method::get, "/api/pro/v1/exchange-info?requestTime=1700000000000", {}}).body;
  CHECK(contains(body, R"({"code":0,"data":{"requestTimeEcho":1700000000000,"requestReceiveAt":)"));
}

TEST_CASE("balances are filtered by exact asset, and without showAll by having one") {
  const test::TemporaryDirectory directory;
  const std::string data = directory.write("data", R"({"cash": [  // two
    {"asset": "OLD", "totalBalance": "0.00", "availableBalance": "0"},
    {"asset": "BTC", "totalBalance": "1", "availableBalance": 0.000000001}]})");
  const SandboxExchange exchange({.data_file = data});
  Visitor visitor(exchange);
  const std::string start = R"({"code":0,"data":[)";
  const std::string btc = R"({"asset":"BTC","totalBalance":"1","availableBalance":"0.000000001"})";
  const std::string old = R"({"asset":"OLD","totalBalance":"0.00","availableBalance":"0"})";
  CHECK(visitor.cash() == start + btc + "]}");
  CHECK(visitor.cash("?showAll=true") == start + old + "," + btc + "]}");
  CHECK(visitor.cash("?asset=OLD&showAll=true") == start + old + "]}");
  CHECK(visitor.cash("?asset=OLD") == start + "]}");
  CHECK(visitor.cash("?asset=btc&showAll=true") == start + "]}");
  CHECK(contains(visitor.get("/6/api/pro/v1/margin/balance", {"balance"}), "11200"));
}

TEST_CASE("the practice exchange refuses what the exchange refuses, with its codes") {
  const SandboxExchange exchange({});
  Visitor visitor(exchange);
  const std::string cash = "/6/api/pro/v1/cash/balance";
  const auto refused = [](const std::string& body, std::string_view code) {
    return body.starts_with(R"({"code":)" + std::string(code) + R"(,"reason":")");
  };
  CHECK(refused(visitor.send({Method::get, cash, {}}).body, "100009"));
  CHECK(refused(visitor.get(cash, {.api_path = "balance", .key = "practice-key-0001"}), "200001"));
  CHECK(refused(visitor.get(cash, {.api_path = "balance", .secret = "another"}), "200001"));
  CHECK(refused(visitor.get(cash, {.api_path = "cash/balance"}), "200001"));
  CHECK(refused(visitor.get(cash, {.api_path = "balance", .timestamp = now() - 31s}), "100011"));
  CHECK(refused(visitor.get(cash, {.api_path = "balance", .timestamp = now() + 31s}), "100011"));
  CHECK_FALSE(
      refused(visitor.get(cash, {.api_path = "balance", .timestamp = now() - 29s}), "100011"));
  const std::string other_group = visitor.get("/7/api/pro/v1/cash/balance", {"balance"});
  CHECK(refused(other_group, "100010"));
  CHECK(contains(other_group, "AccountGroupMismatch"));
  CHECK(visitor.send({Method::get, "/api/pro/v1/cash/balance", headers({"balance"})}).status ==
        404);
  CHECK(visitor.send({Method::get, "/6/api/pro/v1/info", headers({"info"})}).status == 404);
}

TEST_CASE("a data file that is wrong is refused with its line") {
  const test::TemporaryDirectory directory;
  const auto refusal = [&](const std::string& content) {
    return config_error(directory.write("data", content)).substr(directory.path().size());
  };
  CHECK(refusal("{\n\"cahs\": []}") == "/data:2: cahs: unknown member");
  CHECK(refusal("{\"margin\": [{\"asset\": \"BTC\",\n\n \"borrowed\": \"1,5\"}]}") ==
        "/data:3: margin[0].borrowed: not an exact decimal number of at most 256 characters");
  CHECK(refusal("{\"risk\": {\"cushion\": 1}}") == "/data:1: risk: accountMaxLeverage is missing");
  CHECK(refusal(R"({"cash": [{"totalBalance": "1", "availableBalance": "1"}]})") ==
        "/data:1: cash[0]: asset is missing");
  CHECK(refusal("{\"cash\":").starts_with("/data:1: "));
}

TEST_CASE("a data file that cannot be read is refused with the cause") {
  CHECK(config_error("/nowhere/data.json") == "/nowhere/data.json: No such file or directory");
  CHECK(config_error("/tmp") == "/tmp: Is a directory");
}

TEST_CASE("a port is served by one exchange at a time") {
  auto first = std::make_unique<SandboxExchange>(SandboxExchange::Settings{});
  const std::string url = first->base_url();
  const int port = std::stoi(url.substr(url.rfind(':') + 1));
  CHECK_THROWS_AS(SandboxExchange({.port = port}), Error);
  first.reset();
  CHECK(SandboxExchange({.port = port}).base_url() == url);
}

TEST_CASE("many kept connections are served at once") {
  const SandboxExchange exchange({});
  std::vector<std::unique_ptr<Visitor>> visitors;
  for (int i = 0; i < 40; ++i) {
    visitors.push_back(std::make_unique<Visitor>(exchange));
    REQUIRE(contains(visitors.back()->cash(), "USDT"));
  }
  REQUIRE(contains(visitors.front()->cash(), "USDT"));
}

TEST_CASE("the practice exchange leaves the handling of SIGPIPE alone") {
  struct sigaction usual {};
  usual.sa_handler = SIG_DFL;
  struct sigaction before {};
  sigaction(SIGPIPE, &usual, &before);
  const SandboxExchange exchange({});
  struct sigaction action {};
  sigaction(SIGPIPE, &before, &action);
  CHECK(action.sa_handler == SIG_DFL);
}

TEST_CASE("What changed the balances today leads from the opening snapshot to them") {
  const SandboxExchange exchange({});
  Visitor visitor(exchange);
  const std::string account = GENERATE("cash", "margin");
  const auto ask = [&](const std::string& what) {
    const std::string path = "data/v1/" + account + "/balance/" + what;
    return visitor.get("/api/pro/" + path, {path.substr(0, path.find('?'))});
  };
  const auto today =
      std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(Time(now())));
  char date[32];
  std::snprintf(date, sizeof date, "snapshot?date=%d-%02u-%02u", static_cast<int>(today.year()),
                static_cast<unsigned>(today.month()), static_cast<unsigned>(today.day()));
  const Snapshot opening = decode_snapshot(ask(date));
  auto entries = decode_ledger(ask("history?limit=500&sn=" + std::to_string(opening.sn)));
  CHECK(entries.size() == (account == "cash" ? 4 : 1));
  std::map<std::string, Decimal> balances;
  for (const SnapshotBalance& each : opening.balances) balances[each.asset] = each.total;
  std::ranges::sort(entries, {}, &LedgerEntry::sn);
  for (const LedgerEntry& entry : entries) {
    CHECK(entry.time >= opening.time);
    CHECK(entry.time <= Time(now()));
    for (const LedgerChange& change : entry.changes)
      balances[change.asset] = balances[change.asset] + change.amount;
    for (const LedgerChange& change : entry.changes)
      CHECK(balances[change.asset] == change.balance);
  }
  for (const CashBalance& each : exchange.account().cash)
    CHECK((account == "margin" || balances[each.asset] == each.total));
  for (const MarginBalance& each : exchange.account().margin)
    CHECK((account == "cash" || balances[each.asset] == each.total));
  CHECK(decode_ledger(ask("history?limit=1&sn=1")).size() == 1);
  for (const char* wrong : {"history?sn=1&limit=501", "history?limit=1", "history?sn=x&limit=1"})
    CHECK(ask(wrong).find("100006") != std::string::npos);
  CHECK(ask("snapshot?date=2020-01-01").find("100002") != std::string::npos);
}
