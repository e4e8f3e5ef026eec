#include "coffer/client.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "test/catch.hpp"
#include "test/support/fake_exchange.hpp"

namespace coffer {
namespace {

using namespace std::chrono_literals;
using test::error_of;
using test::exchange_clock;
using test::failure;
using test::Fixture;

const std::string info_of_6 = R"({"code":0,"data":{"accountGroup":6}})";
const std::string one_row =
    R"({"code":0,"data":[{"asset":"BTC","totalBalance":"2","availableBalance":"1"}]})";
const std::string two_rows =
    R"({"code":0,"data":[{"asset":"BTC","totalBalance":"2","availableBalance":"1"},)"
    R"({"asset":"ETH","totalBalance":"0","availableBalance":"0"}]})";
const std::string no_rows = R"({"code":0,"data":[]})";
const std::string risk =
    R"({"code":0,"data":{"accountMaxLeverage":"10","availableBalanceInUSDT":"1",)"
    R"("totalBalanceInUSDT":"1","totalBorrowedInUSDT":"0","totalInterestInUSDT":"0",)"
    R"("netBalanceInUSDT":"1","pointsBalance":"0","currentLeverage":"1","cushion":"-1"}})";
const std::string mismatch =
    R"({"code":100004,"reason":"INVALID_REQUEST_DATA","message":"Account Group Mismatch"})";

using Lines = std::vector<std::string>;

TEST_CASE("A request carries key, timestamp and signature, and asks for JSON") {
  Fixture f;
  f.transport.reply(200, one_row);
  const auto balances = f.client_of_group(6).cash();
  REQUIRE(balances.size() == 1);
  CHECK(balances[0].available.text() == "1");

  REQUIRE(f.transport.lines() == Lines{"GET /6/api/pro/v1/cash/balance"});
  auto headers = f.transport.sent[0].headers;
  CHECK(headers["x-auth-key"] == "key");
  CHECK(headers["x-auth-timestamp"] == "1600000000000");
  CHECK(headers["x-auth-signature"] ==
        sign(f.credentials.secret, SecretEncoding::raw, 1'600'000'000'000ms, "balance"));
  CHECK(headers["User-Agent"] == "coffer");
  CHECK(headers["Accept"] == "application/json");
  CHECK(headers.size() == 5);
}

TEST_CASE("Each kind of report has its request") {
  Fixture f;
  f.transport.reply(200, no_rows).reply(200, no_rows).reply(200, risk).reply(200, no_rows);
  Client client = f.client_of_group(6);
  client.cash({.assets = {}, .show_all = true});
  client.margin();
  CHECK(client.risk().leverage.text() == "1");
  client.margin({.assets = {}, .show_all = true});
  CHECK(f.transport.lines() ==
        Lines{"GET /6/api/pro/v1/cash/balance?showAll=true", "GET /6/api/pro/v1/margin/balance",
              "POST /6/api/pro/v1/margin/risk", "GET /6/api/pro/v1/margin/balance?showAll=true"});
}

TEST_CASE("A try is reported without its signature") {
  Fixture f;
  std::vector<std::string> reports;
  f.options.on_attempt = [&](const Attempt& attempt) {
    CHECK(attempt.api_key == "key");
    CHECK(attempt.timing.wait == 5us);
    reports.push_back(std::string(name(attempt.method)) + " " + attempt.url + " " +
                      attempt.prehash + " " + std::to_string(attempt.status.value_or(0)) + " " +
                      attempt.failure);
  };
  f.transport.fail(ErrorKind::network, true).reply(200, no_rows);
  f.client_of_group(6).cash();
  REQUIRE(reports.size() == 2);
  CHECK(reports[0] ==
        "GET https://exchange.test/6/api/pro/v1/cash/balance 1600000000000+balance 0 "
        "https://exchange.test: broken");
  CHECK(reports[1].ends_with("+balance 200 "));
}

TEST_CASE("A try has 25 seconds, or what is left of the timeout") {
  Fixture f;
  f.options.timeout = 60s;
  f.transport.fail(ErrorKind::network, true, 25s).fail(ErrorKind::network, true, 25s);
  f.transport.reply(200, no_rows);
  f.client_of_group(6).cash();
  const Deadline start{};
  REQUIRE(f.transport.sent.size() == 3);
  CHECK(f.transport.sent[0].deadline == start + 25s);
  CHECK(f.transport.sent[2].deadline == start + 60s);
}

TEST_CASE("Failures that may pass are tried again, with a fresh signature and growing pauses") {
  Fixture f;
  const int kind = GENERATE(0, 1, 2, 3, 4);
  CAPTURE(kind);
  for (int i = 0; i < 2; ++i) {
    if (kind == 0) f.transport.fail(ErrorKind::network, true);
    if (kind == 1) f.transport.reply(429, "slow down");
    if (kind == 2) f.transport.reply(503, "<html>");
    if (kind == 3) f.transport.reply(200, failure(100101));
    if (kind == 4) f.transport.reply(500, failure(510001));
  }
  f.transport.reply(200, no_rows);
  f.client_of_group(6).cash();

  REQUIRE(f.clock.sleeps.size() == 2);
  CHECK(f.clock.sleeps[0] >= 375ms);
  CHECK(f.clock.sleeps[0] <= 625ms);
  CHECK(f.clock.sleeps[1] >= 750ms);
  CHECK(f.clock.sleeps[1] <= 1250ms);
  auto& sent = f.transport.sent;
  CHECK(sent[0].headers["x-auth-timestamp"] != sent[1].headers["x-auth-timestamp"]);
  CHECK(sent[0].headers["x-auth-signature"] != sent[1].headers["x-auth-signature"]);
}

TEST_CASE("Clients that failed together do not come back together") {
  Fixture f;
  const auto [now, pause] = GENERATE(table<std::chrono::microseconds, std::chrono::milliseconds>({
      {0us, 375ms},
      {25us, 500ms},
      {50us, 625ms},
  }));
  f.clock.time += now;
  f.transport.reply(503, "<html>").reply(200, no_rows);
  f.client_of_group(6).cash();
  REQUIRE(f.clock.sleeps.size() == 1);
  CHECK(f.clock.sleeps[0] == pause);
}

TEST_CASE("After the last retry the failure is reported") {
  Fixture f;
  for (int i = 0; i < 3; ++i) f.transport.reply(502, "<html>secret body</html>");
  const Error error = error_of([&] { f.client_of_group(6).margin(); });
  CHECK(f.transport.all_given());
  CHECK(error.kind == ErrorKind::unavailable);
  CHECK(error.retryable);
  CHECK(error.http_status == 502);
  CHECK(error.message == "margin balances: HTTP 502, not JSON: the exchange is down or busy");
}

TEST_CASE("A pause that would reach the deadline is not begun") {
  Fixture f;
  f.options.timeout = 2s;
  f.transport.fail(ErrorKind::network, true, 1800ms);
  CHECK(error_of([&] { f.client_of_group(6).cash(); }).kind == ErrorKind::network);
  CHECK(f.clock.sleeps.empty());
}

TEST_CASE("Retry-After sets the pause where it makes sense") {
  Fixture f;
  const auto [text, pause] = GENERATE(table<std::string, std::chrono::milliseconds>({
      {"3", 3000ms},
      {"Sun, 13 Sep 2020 12:26:44 GMT", 4000ms},
      {"next week", 500ms},
  }));
  CAPTURE(text);
  f.clock.time += 25us;  // where a pause of its own has half a second
  f.transport.reply(429, "{}", text).reply(200, no_rows);
  f.client_of_group(6).cash();
  REQUIRE(f.clock.sleeps.size() == 1);
  CHECK(f.clock.sleeps[0] == pause);
}

TEST_CASE("A Retry-After beyond the timeout ends the call at once and says how long it is") {
  Fixture f;
  const std::string text = GENERATE("120", "99999999999999999999");
  f.transport.reply(429, R"({"message":"banned"})", text);
  const Error error = error_of([&] { f.client_of_group(6).cash(); });
  CHECK(f.clock.sleeps.empty());
  CHECK(error.kind == ErrorKind::unavailable);
  REQUIRE(error.retry_after);
  CHECK(*error.retry_after >= 120s);
  CHECK(error.message == "cash balances: HTTP 429: too many requests; the exchange asks to wait " +
                             duration_text(*error.retry_after));
}

TEST_CASE("A Retry-After beside a failure that cannot pass is ignored") {
  Fixture f;
  f.transport.reply(404, "{}", "3");
  const Error error = error_of([&] { f.client_of_group(6).cash(); });
  CHECK_FALSE(error.retry_after);
  CHECK(error.message == "cash balances: HTTP 404");
}

TEST_CASE("Every status has its kind, and only those that may pass are tried again") {
  struct Row {
    int status;
    std::string body;
    ErrorKind kind;
    std::string message;
  };
  const Row row = GENERATE(values<Row>({
      {100, "", ErrorKind::reply, "HTTP 100, expected 200"},
      {103, "", ErrorKind::reply, "HTTP 103, expected 200"},
      {204, "", ErrorKind::reply, "HTTP 204, expected 200"},
      {206, one_row, ErrorKind::reply, "HTTP 206, expected 200"},
      {302, "", ErrorKind::reply, "HTTP 302, a redirect, which signed requests do not follow"},
      {401, "{}", ErrorKind::auth, "HTTP 401"},
      {403, "{}", ErrorKind::auth, "HTTP 403"},
      {403, "<html>", ErrorKind::rejected, "HTTP 403, not JSON: blocked before it reached the API"},
      {404, "<html>", ErrorKind::rejected, "HTTP 404, not JSON"},
      {404, "", ErrorKind::rejected, "HTTP 404, not JSON"},
      {404, no_rows, ErrorKind::rejected, "HTTP 404"},
      {404, R"({"data":[]})", ErrorKind::rejected, "HTTP 404"},
      {404, R"({"code":"200001"})", ErrorKind::rejected, "HTTP 404"},
      {418, "{}", ErrorKind::rejected, "HTTP 418"},
      {429, "{}", ErrorKind::unavailable, "HTTP 429: too many requests"},
      {520, "<html>", ErrorKind::unavailable, "HTTP 520, not JSON: the exchange is down or busy"},
      {401, failure(4711), ErrorKind::auth, "HTTP 401: SOME_REASON (code 4711): prose"},
      {403, failure(-1), ErrorKind::auth, "HTTP 403: SOME_REASON (code -1): prose"},
      {429, failure(4711), ErrorKind::unavailable,
       "HTTP 429: too many requests: SOME_REASON (code 4711): prose"},
      {500, R"({"code":1900})", ErrorKind::unavailable,
       "HTTP 500: the exchange is down or busy: code 1900"},
      {404, failure(4711), ErrorKind::rejected,
       "the exchange refused the request: SOME_REASON (code 4711): prose"},
      {511, "<html>", ErrorKind::network,
       "HTTP 511, not JSON: the network in between asks for a login; the exchange was not "
       "reached"},
  }));
  CAPTURE(row.status, row.body);
  Fixture f;
  f.options.retries = 0;
  f.transport.reply(row.status, row.body);
  const bool clock_is_asked = row.kind == ErrorKind::auth;
  if (clock_is_asked) f.transport.reply(200, exchange_clock(1'600'000'000'000));
  const Error error = error_of([&] { f.client_of_group(6).cash(); });
  CHECK(error.kind == row.kind);
  CHECK(error.message == "cash balances: " + row.message);
  CHECK(error.http_status == row.status);
  CHECK(error.retryable == (row.kind == ErrorKind::unavailable));
}

TEST_CASE("An unknown code is told with the status that says the kind") {
  Fixture f;
  f.options.retries = 1;
  const int status = GENERATE(429, 500, 503);
  f.transport.reply(status, failure(4711)).reply(status, failure(4711));
  const Error error = error_of([&] { f.client_of_group(6).cash(); });
  CHECK(f.transport.all_given());
  CHECK(error.code == 4711);
  CHECK(error.reason == "SOME_REASON");
}

TEST_CASE("A malformed reply is told of what was asked for, also where its account is looked for") {
  Fixture f;
  f.options.find_account_id = true;
  f.transport.reply(200, "<html>");
  CHECK(error_of([&] {
          f.client_of_group(6).cash();
        }).message.starts_with("cash balances: a web page instead of JSON"));
}

TEST_CASE("Key and signature are masked in whatever the exchange sends back") {
  Fixture f;
  f.credentials.api_key = "a-key-of-16-byte";
  const std::string signature =
      sign(f.credentials.secret, SecretEncoding::raw, 1'600'000'000'000ms, "balance");
  f.transport.reply(200, R"({"code":100001,"reason":"R-a-key-of-16-byte","message":"got )" +
                             signature + R"( of a%2Dkey-of-16-byte"})");
  const Error error = error_of([&] { f.client_of_group(6).cash(); });
  CHECK(error.reason == "R-[key]");
  CHECK(error.message ==
        "cash balances: the exchange refused the request: R-[key] (code 100001): got [signature] "
        "of [key]");
  f.transport.reply(200, R"({"code":100001,"message":"a-key-of-16-byte"})");
  const Error of_public = error_of([&] { f.client().clock_offset(); });
  CHECK(of_public.message ==
        "exchange clock: the exchange refused the request: code 100001: [key]");
}

TEST_CASE("A known code outranks the HTTP status") {
  Fixture f;
  const int status = GENERATE(200, 204, 401, 404, 503);
  f.transport.reply(status, failure(200015));
  const Error error = error_of([&] { f.client_of_group(6).cash(); });
  CHECK(error.kind == ErrorKind::auth);
  CHECK(error.code == 200015);
  CHECK(error.reason == "SOME_REASON");
  CHECK(error.http_status == status);
  CHECK(error.message.starts_with("cash balances: "));
}

TEST_CASE("Failures that cannot pass are not tried again") {
  Fixture f;
  SECTION("a refused permission") { f.transport.reply(200, failure(200015)); }
  SECTION("a bad certificate") { f.transport.fail(ErrorKind::tls, false); }
  SECTION("an empty reply") { f.transport.reply(200, ""); }
  error_of([&] { f.client_of_group(6).cash(); });
  CHECK(f.transport.sent.size() == 1);
}

TEST_CASE("A secret that cannot sign sends nothing") {
  Fixture f;
  f.credentials.secret = Secret(std::string("not base64!"));
  f.credentials.encoding = SecretEncoding::base64;
  CHECK(error_of([&] { f.client_of_group(6).cash(); }).kind == ErrorKind::config);
  CHECK(f.transport.sent.empty());
}

TEST_CASE("The account group is asked once and remembered") {
  Fixture f;
  f.transport.reply(200, info_of_6).reply(200, no_rows).reply(200, no_rows);
  Client client = f.client();
  client.cash();
  client.cash();
  CHECK(f.transport.lines() == Lines{"GET /api/pro/v1/info", "GET /6/api/pro/v1/cash/balance",
                                     "GET /6/api/pro/v1/cash/balance"});
  CHECK(f.memory.group == 6);
}

TEST_CASE("A remembered account group that has become wrong is asked again, once") {
  Fixture f;
  f.memory.group = 4;
  f.transport.reply(200, mismatch).reply(200, info_of_6);
  SECTION("and replaced") {
    f.transport.reply(200, one_row);
    CHECK(f.client().cash().size() == 1);
    CHECK(f.memory.group == 6);
  }
  SECTION("and no more") {
    f.transport.reply(200, mismatch);
    CHECK(error_of([&] { f.client().cash(); }).kind == ErrorKind::rejected);
  }
  CHECK(f.memory.forgotten == 1);
  CHECK(f.transport.lines() == Lines{"GET /4/api/pro/v1/cash/balance", "GET /api/pro/v1/info",
                                     "GET /6/api/pro/v1/cash/balance"});
}

TEST_CASE("An account group that has become wrong is not used again") {
  Fixture f;
  f.memory.group = 4;
  f.transport.reply(200, mismatch).reply(200, failure(200015));
  f.transport.reply(200, info_of_6).reply(200, no_rows);
  Client client = f.client();
  CHECK(error_of([&] { client.cash(); }).code == 200015);
  client.cash();
  CHECK(f.transport.lines() == Lines{"GET /4/api/pro/v1/cash/balance", "GET /api/pro/v1/info",
                                     "GET /api/pro/v1/info", "GET /6/api/pro/v1/cash/balance"});
}

TEST_CASE("A group that was just asked is not asked again") {
  Fixture f;
  f.transport.reply(200, info_of_6).reply(200, mismatch);
  CHECK(error_of([&] { f.client().cash(); }).code == 100004);
  CHECK(f.transport.all_given());
}

TEST_CASE("A given account group that is wrong is an error with the right one as its hint") {
  Fixture f;
  f.transport.reply(200, mismatch);
  SECTION("where it can be learned") {
    f.transport.reply(200, info_of_6);
    CHECK(error_of([&] { f.client_of_group(4).cash(); }).hint ==
          "the account group of this key is 6");
  }
  SECTION("and without where it is the given one") {
    f.transport.reply(200, info_of_6);
    CHECK(error_of([&] { f.client_of_group(6).cash(); }).hint.empty());
  }
  SECTION("and without where it cannot") {
    f.transport.reply(200, failure(200015));
    const Error error = error_of([&] { f.client_of_group(4).cash(); });
    CHECK(error.kind == ErrorKind::rejected);
    CHECK(error.code == 100004);
  }
  CHECK(f.memory.forgotten == 0);
}

TEST_CASE("One deadline covers the discovery of the group and the question") {
  Fixture f;
  f.options.timeout = 8s;
  f.transport.fail(ErrorKind::network, true, 2s).reply(200, info_of_6).reply(200, no_rows);
  f.client().cash();
  for (const auto& sent : f.transport.sent) CHECK(sent.deadline == Deadline{} + 8s);
}

TEST_CASE("One named asset is asked for alone, by its code") {
  Fixture f;
  f.transport.reply(200, one_row);
  CHECK(f.client_of_group(6).cash({.assets = {"btc"}}).size() == 1);
  CHECK(f.transport.lines() == Lines{"GET /6/api/pro/v1/cash/balance?asset=BTC&showAll=true"});
}

TEST_CASE("A named asset is looked for in the whole list where that is asked for") {
  Fixture f;
  f.transport.reply(200, no_rows);
  Client client = f.client_of_group(6);
  CHECK(error_of([&] { client.cash({.assets = {"btc"}, .show_all = true}); }).kind ==
        ErrorKind::rejected);
  CHECK(f.transport.lines() == Lines{"GET /6/api/pro/v1/cash/balance?showAll=true"});
}

TEST_CASE("A named asset that no URL can hold as it is is looked for in the whole list") {
  Fixture f;
  f.transport.reply(200, no_rows);
  error_of([&] { f.client_of_group(6).cash({.assets = {"a b&c=/\xC3\xA9\r\n"}}); });
  CHECK(f.transport.lines() == Lines{"GET /6/api/pro/v1/cash/balance?showAll=true"});
}

TEST_CASE("The whole list decides where the single answer lacks the asset") {
  Fixture f;
  SECTION("with an empty list") { f.transport.reply(200, no_rows); }
  SECTION("with another asset") { f.transport.reply(200, one_row); }
  f.transport.reply(200, two_rows);
  CHECK(f.client_of_group(6).cash({.assets = {"eth"}}).size() == 2);
  CHECK(f.transport.lines()[1] == "GET /6/api/pro/v1/cash/balance?showAll=true");
}

TEST_CASE("The whole list decides where the single answer is a rejection") {
  Fixture f;
  const int code = GENERATE(100002, 100004, 100006, 100008, 4711);
  f.transport.reply(200, failure(code)).reply(200, two_rows);
  CHECK(f.client_of_group(6).cash({.assets = {"eth"}}).size() == 2);
}

TEST_CASE("Any other error about a single asset is no reason to ask for the whole list") {
  Fixture f;
  const int code = GENERATE(200015, 900001);
  f.transport.reply(200, failure(code));
  error_of([&] { f.client_of_group(6).cash({.assets = {"BTC"}}); });
  CHECK(f.transport.all_given());
}

TEST_CASE("Several named assets are one question, whether they are listed or not") {
  Fixture f;
  f.transport.reply(200, two_rows).reply(200, two_rows);
  Client client = f.client_of_group(6);
  CHECK(client.cash({.assets = {"eth", "BTC"}}).size() == 2);
  const Error error = error_of([&] { client.cash({.assets = {"btc", "ehh"}}); });
  CHECK(error.kind == ErrorKind::rejected);
  CHECK(error.message == "cash balances: the exchange lists no asset EHH");
  CHECK(error.hint == "did you mean ETH?");
  CHECK(f.transport.lines() == Lines(2, "GET /6/api/pro/v1/cash/balance?showAll=true"));
}

TEST_CASE("Margin risk falls back to GET where POST is not allowed, and stays with it") {
  Fixture f;
  const int status = GENERATE(405, 404);
  f.transport.reply(status, "<html>").reply(200, risk).reply(200, risk);
  Client client = f.client_of_group(6);
  client.risk();
  client.risk();
  CHECK(f.transport.lines() == Lines{"POST /6/api/pro/v1/margin/risk",
                                     "GET /6/api/pro/v1/margin/risk",
                                     "GET /6/api/pro/v1/margin/risk"});
  CHECK(f.clock.sleeps.empty());
}

TEST_CASE("The fallback of margin risk is no retry and is made once") {
  Fixture f;
  f.options.retries = 0;
  f.transport.reply(405, "").reply(405, "");
  CHECK(error_of([&] { f.client_of_group(6).risk(); }).http_status == 405);
  CHECK(f.transport.all_given());
}

TEST_CASE("A mismatch of the account group is no reason to fall back to GET") {
  Fixture f;
  f.transport.reply(404, mismatch).reply(200, info_of_6);
  CHECK(error_of([&] { f.client_of_group(4).risk(); }).hint ==
        "the account group of this key is 6");
  CHECK(f.transport.all_given());
}

// How the exchange may refuse a timestamp.
std::string refused_timestamp() { return failure(GENERATE(2100, 100009, 100011, 200001)); }

constexpr const char* cash_line = "GET /6/api/pro/v1/cash/balance";
constexpr const char* clock_line = "GET /api/pro/v1/exchange-info?requestTime=1600000000000";

TEST_CASE("A refused timestamp is signed once more by the exchange's clock, which then stays") {
  Fixture f;
  std::vector<std::chrono::milliseconds> told;
  f.options.on_clock_corrected = [&](std::chrono::milliseconds ahead) { told.push_back(ahead); };
  const std::int64_t ahead = GENERATE(90'000, -90'000);
  f.transport.reply(200, refused_timestamp());
  f.transport.reply(200, exchange_clock(1'600'000'000'000 + ahead));
  f.transport.reply(200, no_rows).reply(200, no_rows);
  Client client = f.client_of_group(6);
  client.cash();
  f.clock.time += 1s;
  client.cash();

  REQUIRE(f.transport.lines() == Lines{cash_line, clock_line, cash_line, cash_line});
  CHECK(!f.transport.sent[1].headers.contains("x-auth-key"));
  for (const auto& [request, time] : {std::pair(2U, 0s), std::pair(3U, 1s)}) {
    auto& headers = f.transport.sent[request].headers;
    const std::chrono::milliseconds timestamp(1'600'000'000'000 + ahead + time / 1ms);
    CHECK(headers["x-auth-timestamp"] == std::to_string(timestamp.count()));
    CHECK(headers["x-auth-signature"] ==
          sign(f.credentials.secret, SecretEncoding::raw, timestamp, "balance"));
  }
  CHECK(told == std::vector{std::chrono::milliseconds(ahead)});
}

TEST_CASE("A correction that has become wrong is corrected") {
  Fixture f;
  int told = 0;
  f.options.on_clock_corrected = [&](std::chrono::milliseconds) { ++told; };
  for (const std::int64_t now : {1'600'000'090'000, 1'600'000'000'000}) {
    f.transport.reply(200, failure(100011)).reply(200, exchange_clock(now)).reply(200, no_rows);
  }
  Client client = f.client_of_group(6);
  client.cash();
  client.cash();  // the clock was set meanwhile
  CHECK(f.transport.sent.back().headers["x-auth-timestamp"] == "1600000000000");
  CHECK(told == 1);
}

TEST_CASE("A clock that is right is no reason to ask again") {
  Fixture f;
  const std::int64_t ahead = GENERATE(-5'000, 0, 5'000);
  f.transport.reply(200, refused_timestamp());
  f.transport.reply(200, exchange_clock(1'600'000'000'000 + ahead));
  const Error error = error_of([&] { f.client_of_group(6).cash(); });
  CHECK(error.kind == ErrorKind::auth);
  CHECK(error.message.find("clock") == std::string::npos);
  CHECK(f.transport.lines() == Lines{cash_line, clock_line});
}

TEST_CASE("The time that the question takes is no offset") {
  Fixture f;
  f.transport.reply_late(8s, exchange_clock(1'600'000'004'500));
  CHECK(f.client().clock_offset() == 500ms);
}

TEST_CASE("A clock that cannot be asked leaves the refusal as it was") {
  Fixture f;
  f.options.retries = 0;
  f.transport.reply(200, failure(200001));
  SECTION("for want of an answer") { f.transport.fail(ErrorKind::network, true); }
  SECTION("for want of sense") { f.transport.reply(200, exchange_clock(-5)); }
  SECTION("for want of a clock") { f.transport.reply(404, "<html>"); }
  const Error error = error_of([&] { f.client_of_group(6).cash(); });
  CHECK(error.code == 200001);
  CHECK(error.http_status == 200);
}

TEST_CASE("A refusal that correction does not prevent says how far the clock is off") {
  Fixture f;
  bool told = false;
  f.options.on_clock_corrected = [&](std::chrono::milliseconds) { told = true; };
  f.transport.reply(200, failure(100011)).reply(200, exchange_clock(1'599'999'909'960));
  SECTION("because it is switched off") { f.options.correct_clock = false; }
  SECTION("because it does not help") { f.transport.reply(200, failure(200001)); }
  const Error error = error_of([&] { f.client_of_group(6).cash(); });
  CHECK(error.kind == ErrorKind::auth);
  CHECK(error.message.ends_with("; this machine's clock is 90 s ahead of the exchange's"));
  CHECK(told == f.options.correct_clock);
  CHECK(f.transport.all_given());
}

TEST_CASE("A refusal by a clock that is off tells to set it, whatever its code") {
  Fixture f;
  f.options.correct_clock = false;
  f.transport.reply(200, refused_timestamp()).reply(200, exchange_clock(1'600'000'090'000));
  CHECK(error_of([&] { f.client_of_group(6).cash(); }).hint ==
        "set this machine's clock: the exchange allows a difference of 30 s");
}

TEST_CASE("A refusal for another reason is not blamed on the clock") {
  Fixture f;
  const int code = GENERATE(100004, 200002, 200014, 200015);
  f.transport.reply(200, failure(code));
  error_of([&] { f.client_of_group(6).cash(); });
  CHECK(f.transport.lines() == Lines{cash_line});
}

TEST_CASE("A refusal by IPv6 names the address that the exchange sees") {
  Fixture f;
  f.transport.limits = R"({"code":0,"data":{"ip":"2001:db8::7"}})";
  f.transport.way.address = GENERATE("2001:db8::1", "192.0.2.1", "");
  const bool by_ipv6 = f.transport.way.address == "2001:db8::1";
  f.transport.reply(200, failure(GENERATE(200001, 2100)))
      .reply(200, exchange_clock(1'600'000'000'000));
  const Error error = error_of([&] { f.client_of_group(6).cash(); });
  CHECK((error.message.find("; the exchange sees the address 2001:db8::7") != std::string::npos) ==
        by_ipv6);
  CHECK((error.hint == "where the key is bound to IPv4 addresses, ask with -4") == by_ipv6);
  CHECK(f.transport.limits_asked == (by_ipv6 ? 1 : 0));
}

TEST_CASE("A refusal by IPv6 is told also where the exchange does not say what it sees") {
  Fixture f;
  f.transport.way.address = "::1";
  f.transport.reply(200, failure(200001)).reply(200, exchange_clock(1'600'000'000'000));
  CHECK(error_of([&] { f.client_of_group(6).cash(); }).hint.starts_with("check the key"));
}

TEST_CASE("a kept connection that has ended costs no retry and carries a new signature") {
  Fixture fixture;
  fixture.options.retries = 0;
  fixture.transport.fail_stale(0ms).reply(200, R"({"code":0,"data":[]})");
  CHECK(fixture.client_of_group(6).cash().empty());
  const auto& sent = fixture.transport.sent;
  REQUIRE(sent.size() == 2);
  CHECK(sent[0].headers.at("x-auth-signature") != sent[1].headers.at("x-auth-signature"));
}

TEST_CASE("Prices are asked for without a key, at the older address where there is no newer one") {
  const std::string list = R"({"code":0,"data":[{"symbol":"BTC/USDT","close":"2"}]})";
  Fixture f;
  f.transport.reply(200, list).reply(404, "<html>").reply(200, list);
  CHECK(f.client().prices().price("BTC", "USDT")->text() == "2");
  CHECK(f.client().prices().price("BTC", "USDT")->text() == "2");
  CHECK(f.transport.lines() == Lines{"GET /api/pro/v1/spot/ticker", "GET /api/pro/v1/spot/ticker",
                                     "GET /api/pro/v1/ticker"});
  CHECK_FALSE(f.transport.sent[0].headers.contains("x-auth-key"));
}

}  // namespace
}  // namespace coffer
