#include "app/commands/doctor.hpp"

#include "coffer/text.hpp"
#include "test/catch.hpp"
#include "test/support/fake_exchange.hpp"

namespace coffer::app {
namespace {

using namespace std::chrono_literals;
using test::exchange_clock;
using test::failure;

const std::string info =
    R"({"code":0,"data":{"accountGroup":6,"userUID":"U1","email":"a@b.test","expireTime":-1,)"
    R"("viewPermission":true,"tradePermission":false,"transferPermission":false,)"
    R"("allowedIps":[],"cashAccount":["csh1"],"marginAccount":["mar1"]}})";

constexpr std::int64_t now = 1'600'000'000'000;

struct Doctor : test::Fixture {
  Doctor() {
    options.retries = 0;
    account.base_url = {true, "exchange.test", 443};
    transport.way = {.addresses = {"192.0.2.1", "192.0.2.2"},
                     .address = "192.0.2.1",
                     .connected = true,
                     .tls_version = "TLS 1.3",
                     .certificate_end = std::chrono::sys_days(std::chrono::year(2026) / 3 / 1),
                     .timing = {}};
    transport.way.timing.dns = 12'345us;
    transport.way.timing.connect = 1'000us;
    transport.way.timing.tls = 99us;
  }

  // The rows, as "step status finding | hint".
  std::vector<std::string> rows() {
    account.credentials = std::move(credentials);
    CheckResults results = run_checks({.account = account,
                                       .proxy = proxy,
                                       .transport = transport,
                                       .clock = clock,
                                       .options = options,
                                       .shows_identity = shows_identity});
    failed = results.failure;
    std::vector<std::string> result;
    for (const Row& row : results.report.rows) {
      std::string text;
      for (std::size_t i = 0; i < 4; ++i) {
        if (!std::holds_alternative<std::string>(row.cells[i])) continue;
        text += (i == 0 ? "" : i == 3 ? " | " : " ") + std::get<std::string>(row.cells[i]);
      }
      result.push_back(text);
    }
    CHECK(result.size() == 12);
    return result;
  }

  Account account;
  std::string proxy;
  bool shows_identity = false;
  std::optional<Error> failed;
};

bool has(const std::vector<std::string>& rows, const std::string& row) {
  CAPTURE(row);
  return std::ranges::find(rows, row) != rows.end();
}

TEST_CASE("where all is well, every step says what it found") {
  Doctor doctor;
  doctor.transport.limits =
      R"({"code":0,"data":{"ip":"203.0.113.9","webSocket":{"status":{"isBanned":false}}}})";
  doctor.transport.reply(200, exchange_clock(now)).reply(200, info);
  CHECK(doctor.rows() == std::vector<std::string>{
                             "configuration ok key ... from the environment",
                             "address ok exchange.test is 192.0.2.1, 192.0.2.2, 12.3 ms",
                             "connection ok 192.0.2.1 port 443 answers, 1.0 ms",
                             "tls ok TLS 1.3, certificate valid until 2026-03-01, 0.0 ms",
                             "clock ok this machine's clock agrees with the exchange's",
                             "signature ok this build signs the documented examples correctly",
                             "key ok accepted, with the secret raw",
                             "permissions ok this key may only view",
                             "expiry ok this key never expires",
                             "allowedIps ok any address may use this key",
                             "limits ok 203.0.113.9 is not banned",
                             "accountGroup ok 6, as the exchange says",
                         });
  CHECK(!doctor.failed);
}

TEST_CASE("whose key it is stands in the report only where that is wanted") {
  Doctor doctor;
  doctor.shows_identity = true;
  doctor.transport.reply(200, exchange_clock(now)).reply(200, info);
  CHECK(has(doctor.rows(), "key ok accepted, with the secret raw, user U1, a@b.test, csh1, mar1"));
}

TEST_CASE("a failure of the way there is found at its step") {
  Doctor doctor;
  ErrorKind kind = ErrorKind::network;
  std::vector<std::string> expected;
  std::string clock = "clock skip needs a reply from the exchange";
  SECTION("no address") {
    doctor.transport.way = {};
    expected = {"address fail https://exchange.test: broken | ", "connection skip needs an address",
                "tls skip needs a connection"};
  }
  SECTION("no connection") {
    doctor.transport.way = {};
    doctor.transport.way.addresses = {"192.0.2.1"};
    expected = {"address ok exchange.test is 192.0.2.1",
                "connection fail https://exchange.test: broken | ", "tls skip needs a connection"};
  }
  SECTION("no end of the handshake") {
    doctor.transport.way.tls_version.clear();
    expected = {"connection ok 192.0.2.1 port 443 answers, 1.0 ms",
                "tls fail https://exchange.test: broken | "};
  }
  SECTION("no trust") {
    kind = ErrorKind::tls;
    expected = {"connection ok 192.0.2.1 port 443 answers, 1.0 ms",
                "tls fail https://exchange.test: broken | "};
  }
  SECTION("no reply") {
    expected = {"connection ok 192.0.2.1 port 443 answers, 1.0 ms",
                "tls ok TLS 1.3, certificate valid until 2026-03-01, 0.0 ms"};
    clock =
        "clock fail https://exchange.test: broken | try again later, or give it more time "
        "(--timeout)";
  }
  SECTION("no tunnel") {
    doctor.proxy = "http://proxy.test:3128";
    doctor.transport.way = {};
    expected = {"address skip the proxy http://proxy.test:3128 resolves the name",
                "connection fail https://exchange.test: broken | ", "tls skip needs a connection"};
  }
  doctor.transport.fail(kind, false);
  const auto rows = doctor.rows();
  for (const std::string& start : expected) {
    CAPTURE(start);
    CHECK(
        std::ranges::any_of(rows, [&](const std::string& row) { return row.starts_with(start); }));
  }
  CHECK(has(rows, clock));
  CHECK(has(rows, "signature ok this build signs the documented examples correctly"));
  CHECK(has(rows, "key skip needs a reply from the exchange"));
  CHECK(has(rows, "accountGroup skip needs a key that is accepted"));
  REQUIRE(doctor.failed);
  CHECK(doctor.failed->kind == kind);
}

TEST_CASE("a clock may be a little off, and not more than the exchange accepts") {
  Doctor doctor;
  const auto [ahead, row] = GENERATE(table<int, std::string>({
      {-1'000, "ok this machine's clock agrees with the exchange's"},
      {5'000, "ok this machine's clock is 5 s behind the exchange's"},
      {-5'001, "warn this machine's clock is 5 s ahead of the exchange's | set "},
      {30'000, "warn this machine's clock is 30 s behind the exchange's | set "},
      {30'100, "fail this machine's clock is 30.1 s behind the exchange's (30 s "},
  }));
  doctor.transport.reply(200, exchange_clock(now + ahead)).reply(200, info);
  CHECK(doctor.rows()[4].starts_with("clock " + row));
  CHECK(doctor.failed.has_value() == (std::abs(ahead) > 30'000));
}

TEST_CASE("a wrong clock does not hide the rest, unless its correction is switched off") {
  Doctor doctor;
  doctor.transport.reply(200, exchange_clock(now + 90'000)).reply(200, failure(100011));
  doctor.transport.reply(200, exchange_clock(now + 90'000));
  SECTION("corrected") {
    doctor.transport.reply(200, info);
    CHECK(has(doctor.rows(), "key ok accepted, with the secret raw"));
  }
  SECTION("uncorrected") {
    doctor.options.correct_clock = false;
    CHECK(doctor.rows()[6].starts_with("key fail "));
  }
  CHECK(doctor.failed->message.starts_with("clock: "));
  CHECK(doctor.transport.all_given());
}

TEST_CASE("an exchange that does not tell its time is no failure") {
  Doctor doctor;
  doctor.transport.reply(404, "<html>").reply(200, info);
  CHECK(doctor.rows()[4].starts_with("clock warn exchange clock: HTTP 404"));
  CHECK(!doctor.failed);
}

TEST_CASE("the encoding that works is named, and the rest checked with it") {
  Doctor doctor;
  doctor.credentials.secret = Secret(std::string("c2VjcmV0"));
  doctor.options.account_group = 5;
  doctor.transport.reply(200, exchange_clock(now)).reply(200, failure(200001));
  doctor.transport.reply(200, exchange_clock(now)).reply(200, info);
  const auto rows = doctor.rows();
  CHECK(rows[6].starts_with("key fail "));
  CHECK(rows[6].ends_with(" | the secret works as base64: set the secret encoding to base64"));
  CHECK(rows[11] ==
        "accountGroup fail 5 is configured, but this key's is 6 | "
        "set the account group to 6, or leave it out");
  CHECK(doctor.failed->kind == ErrorKind::auth);
  CHECK(doctor.failed->code == 200001);
}

TEST_CASE("a secret that is not what its encoding says is tried raw") {
  Doctor doctor;
  doctor.credentials.encoding = SecretEncoding::base64;
  doctor.transport.reply(200, exchange_clock(now)).reply(200, info);
  CHECK(doctor.rows()[6].ends_with(" | the secret works as raw: set the secret encoding to raw"));
  CHECK(doctor.failed->kind == ErrorKind::auth);
}

TEST_CASE("a ban is told whether or not the key is accepted") {
  Doctor doctor;
  doctor.transport.limits =
      R"({"code":0,"data":{"ip":"203.0.113.9","webSocket":{"isBanned":true,)"
      R"("bannedUntil":1600000060000,"violationCode":9,"reason":"too many requests"}}})";
  doctor.transport.reply(200, exchange_clock(now));
  SECTION("accepted") { doctor.transport.reply(200, info); }
  SECTION("refused") { doctor.transport.reply(200, failure(200015)); }
  CHECK(doctor.rows()[10] ==
        "limits fail the exchange has banned 203.0.113.9 until 2020-09-13T12:27:40.000Z: too many "
        "requests | wait until then, and ask less often");
}

TEST_CASE("a key that works in no encoding is not blamed on it") {
  Doctor doctor;
  doctor.credentials.secret = Secret(std::string("c2VjcmV0"));
  for (int i = 0; i < 2; ++i) {
    doctor.transport.reply(200, exchange_clock(now)).reply(200, failure(200001));
  }
  doctor.transport.reply(200, exchange_clock(now));
  CHECK(doctor.rows()[6].find(" | the secret works neither raw nor as base64") !=
        std::string::npos);
  CHECK(doctor.transport.all_given());
}

TEST_CASE("the other encoding is not tried where that could do harm or no good") {
  Doctor doctor;
  const int code = GENERATE(200002, 200014, 200015, 510001);
  doctor.transport.reply(200, exchange_clock(now)).reply(200, failure(code));
  CHECK(doctor.rows()[6].starts_with("key fail "));
  CHECK(doctor.transport.sent.size() == 2);
  CHECK(doctor.failed->kind == (code == 510001 ? ErrorKind::unavailable : ErrorKind::auth));
}

TEST_CASE("a way that breaks at the key is not blamed on the base URL, which has just answered") {
  Doctor doctor;
  doctor.transport.reply(200, exchange_clock(now)).fail(ErrorKind::network, false);
  CHECK(doctor.rows()[6] ==
        "key fail https://exchange.test: broken | try again later, or give it more time "
        "(--timeout)");
  CHECK(doctor.failed->kind == ErrorKind::network);
}

TEST_CASE("the timeout bounds the whole examination") {
  Doctor doctor;
  doctor.options.timeout = 8s;
  doctor.transport.reply_late(6s, exchange_clock(now)).reply(200, info);
  doctor.rows();
  CHECK(doctor.transport.sent[1].deadline.time_since_epoch() == 8s);
}

TEST_CASE("without a configuration the signature is still checked, and nothing asked") {
  Doctor doctor;
  doctor.transport.way = {};
  doctor.account.error = Error(ErrorKind::config, "no API key", "set one");
  std::string statuses;
  for (const std::string& row : doctor.rows()) statuses.append(split(row, ' ')[1]).append(" ");
  CHECK(statuses == "fail skip skip skip skip ok skip skip skip skip skip skip ");
  REQUIRE(doctor.failed);
  CHECK(doctor.failed->message == "configuration: no API key");
  CHECK(doctor.transport.sent.empty());
}

}  // namespace
}  // namespace coffer::app
