#include <chrono>
#include <string>
#include <vector>

#include "test/catch.hpp"
#include "test/support/fake_exchange.hpp"

namespace coffer {
namespace {

using namespace std::chrono_literals;
using test::error_of;
using test::Fixture;

const std::string page = R"({"order":[],"balance":[]})";
const std::string snapshot = R"({"meta":{"sn":7,"snapshotTime":1600000000000},"snapshot":[]})";

constexpr std::chrono::sys_days day = std::chrono::year(2026) / 1 / 31;

std::vector<Deadline> times_of(const Fixture& f) {
  std::vector<Deadline> times;
  for (const auto& sent : f.transport.sent) times.push_back(sent.deadline - f.options.timeout);
  return times;
}

TEST_CASE("Snapshots and pages of the ledger are asked for without an account group") {
  Fixture f;
  f.transport.reply(200, snapshot).reply(200, page);
  CHECK(f.client().snapshot(AccountKind::margin, day).sn == 7);
  CHECK(f.client().ledger_page(AccountKind::cash, 8).empty());
  CHECK(f.transport.lines() ==
        std::vector<std::string>{"GET /api/pro/data/v1/margin/balance/snapshot?date=2026-01-31",
                                 "GET /api/pro/data/v1/cash/balance/history?sn=8&limit=500"});
  // printf %s TIMESTAMP+API_PATH | openssl dgst -sha256 -hmac secret -binary | base64
  CHECK(f.transport.sent[1].headers.at("x-auth-signature") ==
        "kj+ZlYrESB9aMl+ZGaQBSxr3eJt8UtNUbWZps2cGtA0=");
}

TEST_CASE("Of one key no more than eight go out in a minute, which is no part of the timeout") {
  Fixture f;
  Pace pace;
  f.options.pace = &pace;
  f.options.timeout = 5s;
  Client one = f.client();
  Client other = f.client();
  for (int i = 0; i < 17; ++i) {
    f.transport.reply(200, page);
    (i % 2 == 0 ? one : other).ledger_page(AccountKind::cash, i);
  }
  const auto times = times_of(f);
  CHECK(times[7] == times[0]);
  CHECK(times[8] == times[0] + 61s);
  CHECK(times[16] == times[8] + 61s);
}

TEST_CASE("What is tried again counts, and waits for its turn only within the timeout") {
  Fixture f;
  Pace pace;
  f.options.pace = &pace;
  for (int i = 0; i < 7; ++i) f.transport.reply(200, page);
  f.transport.reply(503, "").reply(200, page);
  Client client = f.client();
  for (int i = 0; i < 7; ++i) client.ledger_page(AccountKind::cash, i);
  CHECK(error_of([&] { client.ledger_page(AccountKind::cash, 7); }).http_status == 503);
  client.ledger_page(AccountKind::cash, 7);
  CHECK(times_of(f).back() == times_of(f).front() + 61s);
}

TEST_CASE("A page refused with 429 is asked for anew after as long as was asked, or a minute") {
  Fixture f;
  f.options.retries = GENERATE(0, 5);
  f.transport.reply(429, "").reply(429, "", "90").reply(429, "", "1").reply(200, page);
  f.client().ledger_page(AccountKind::cash, 8);
  CHECK(f.clock.sleeps == std::vector<std::chrono::nanoseconds>{60s, 90s, 1s});
  CHECK(f.transport.sent.back().deadline == f.clock.time + f.options.timeout);
}

TEST_CASE(
    "A page is refused with 429 three times at most, and never waits longer than 10 minutes") {
  Fixture f;
  for (int i = 0; i < 4; ++i) f.transport.reply(429, "");
  CHECK(error_of([&] { f.client().ledger_page(AccountKind::cash, 8); }).kind ==
        ErrorKind::unavailable);
  CHECK(f.clock.sleeps.size() == 3);
  f.transport.reply(429, "", "601");
  error_of([&] { f.client().snapshot(AccountKind::cash, day); });
  CHECK(f.clock.sleeps.size() == 3);
}

}  // namespace
}  // namespace coffer
