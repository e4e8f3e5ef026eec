#include <chrono>
#include <string>

#include "test/catch.hpp"
#include "test/support/canned_exchange.hpp"
#include "test/support/run_coffer.hpp"

namespace coffer::test {
namespace {

// What `coffer info` prints with these arguments, of a key with this expiry and these addresses.
Outcome info(std::vector<std::string> arguments, const std::string& expiry = "-1",
             const std::string& addresses = "") {
  const CannedExchange exchange(
      200, R"({"code":0,"data":{"accountGroup":6,"email":"trader@example.com","expireTime":)" +
               expiry + R"(,"allowedIps":[)" + addresses +
               R"(],"cashAccount":["cshQtyfq8XLAA9kcf19h8bXHbAwwoqDo"],)"
               R"("marginAccount":["marg1","marg2"],"userUID":"U0866943712",)"
               R"("tradePermission":false,"transferPermission":false,"viewPermission":true}})");
  arguments.insert(arguments.begin(), "info");
  return run_coffer(arguments, key_for(exchange.base_url()));
}

TEST_CASE("the info table says in words what has no limit") {
  CHECK(info({}).out ==
        "ACCOUNT GROUP   6\n"
        "USER UID        U0866943712\n"
        "EMAIL           trader@example.com\n"
        "EXPIRES         never\n"
        "DAYS LEFT       never\n"
        "VIEW            true\n"
        "TRADE           false\n"
        "TRANSFER        false\n"
        "ALLOWED IPS     any\n"
        "CASH ACCOUNT    cshQtyfq8XLAA9kcf19h8bXHbAwwoqDo\n"
        "MARGIN ACCOUNT  marg1 marg2\n");
}

TEST_CASE("in JSON an expiry of never is null and no limit an empty array") {
  CHECK(info({"--json"}).out ==
        R"({"accountGroup":6,"userUID":"U0866943712","email":"trader@example.com",)"
        R"("expireTime":null,"viewPermission":true,"tradePermission":false,)"
        R"("transferPermission":false,"allowedIps":[],)"
        R"("cashAccount":["cshQtyfq8XLAA9kcf19h8bXHbAwwoqDo"],)"
        R"("marginAccount":["marg1","marg2"]})"
        "\n");
}

TEST_CASE("expiry and allowed addresses are shown where the key has them") {
  const auto columns = [](const char* format) {
    return info({"--columns", "expireTime,allowedIps", "-o", format}, "1769846400000",
                R"("192.0.2.1","2001:db8::1")")
        .out;
  };
  CHECK(columns("table") ==
        "EXPIRES      2026-01-31T08:00:00.000Z\n"
        "ALLOWED IPS  192.0.2.1 2001:db8::1\n");
  CHECK(columns("json") ==
        R"({"expireTime":"2026-01-31T08:00:00.000Z","allowedIps":["192.0.2.1","2001:db8::1"]})"
        "\n");
}

TEST_CASE("what the exchange does not tell is absent") {
  const CannedExchange exchange(200, R"({"code":0,"data":{"accountGroup":6}})");
  const auto key = key_for(exchange.base_url());
  CHECK(run_coffer({"info", "--json"}, key).out ==
        R"({"accountGroup":6,"userUID":null,"email":null,"expireTime":null,)"
        R"("viewPermission":null,"tradePermission":null,"transferPermission":null,)"
        R"("allowedIps":null,"cashAccount":null,"marginAccount":null})"
        "\n");
  const std::string table = run_coffer({"info"}, key).out;
  CHECK(table.find("never") == std::string::npos);
  CHECK(table.find("any") == std::string::npos);
}

TEST_CASE("the days that a key has left are whole ones, and can be a condition") {
  using namespace std::chrono_literals;
  const auto expiry = [](std::chrono::minutes from_now) {
    const auto time = std::chrono::system_clock::now() + from_now;
    return std::to_string(
        std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch()).count());
  };
  const auto days = [](const std::string& end) {
    return info({"--columns", "daysLeft", "--csv", "--no-headers"}, end).out;
  };
  CHECK(days(expiry(24h * 14 + 1min)) == "14\n");
  CHECK(days(expiry(24h * 14 - 1min)) == "13\n");
  CHECK(days(expiry(-1min)) == "-1\n");
  CHECK(days("-1") == "\n");
  CHECK(info({"--fail-if", "daysLeft<14"}, expiry(24h * 14 - 1min)).status == 11);
  CHECK(info({"--fail-if", "daysLeft<14"}, expiry(24h * 14 + 1min)).status == 0);
  CHECK(info({"--fail-if", "daysLeft<14"}).status == 0);
}

}  // namespace
}  // namespace coffer::test
