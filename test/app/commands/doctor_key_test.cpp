#include "app/commands/doctor.hpp"

#include "test/catch.hpp"

namespace coffer::app {
namespace {

using namespace std::chrono_literals;

constexpr Time now = std::chrono::sys_days(std::chrono::year(2026) / 3 / 1) + 12h;

KeyInfo harmless() {
  KeyInfo info;
  info.account_group = 6;
  info.may_view = true;
  info.may_trade = info.may_transfer = false;
  info.expiry = Expiry();
  info.allowed_ips.emplace();
  return info;
}

struct Found {
  std::string status, finding, hint;
  bool operator==(const Found&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Found& each) {
  return out << each.status << " | " << each.finding << " | " << each.hint;
}

// What is found of a step.
Found of(const std::string& step, const KeyInfo& info, std::optional<int> group = {},
         const SeenAddress& seen = {}) {
  CheckResults results;
  check_key_info(results, info, seen, now, group);
  CHECK(results.report.rows.size() == 5);
  for (const Row& row : results.report.rows) {
    if (std::get<std::string>(row.cells[0]) != step) continue;
    const auto* hint = std::get_if<std::string>(&row.cells[3]);
    return {std::get<std::string>(row.cells[1]), std::get<std::string>(row.cells[2]),
            hint != nullptr ? *hint : ""};
  }
  return {};
}

TEST_CASE("viewing is enough, and less is not") {
  KeyInfo info = harmless();
  CHECK(of("permissions", info) == Found{"ok", "this key may only view", ""});
  info.may_trade = true;
  const std::string hint = "coffer only needs to view: create a key that may do nothing else";
  CHECK(of("permissions", info) == Found{"warn", "this key may also trade", hint});
  info.may_transfer = true;
  CHECK(of("permissions", info) == Found{"warn", "this key may also trade and transfer", hint});
  info.may_trade = false;
  CHECK(of("permissions", info) == Found{"warn", "this key may also transfer", hint});
  info.may_view = false;
  CHECK(of("permissions", info) == Found{"fail", "this key may not view",
                                         "give it the view permission on the exchange's website"});
}

TEST_CASE("a permission that the exchange does not tell is neither given nor refused") {
  const Found untold{"skip", "the exchange does not say", ""};
  KeyInfo info = harmless();
  info.may_trade = std::nullopt;
  CHECK(of("permissions", info) == untold);
  info.may_transfer = true;
  CHECK(of("permissions", info).status == "warn");
  info = harmless();
  info.may_transfer = std::nullopt;
  CHECK(of("permissions", info) == untold);
  info.may_view = false;
  CHECK(of("permissions", info).status == "fail");
}

TEST_CASE("an expiry is told two weeks ahead") {
  KeyInfo info = harmless();
  const std::string hint = "create a new key on the exchange's website";
  CHECK(of("expiry", info) == Found{"ok", "this key never expires", ""});
  info.expiry = Expiry{now + 15 * 24h};
  CHECK(of("expiry", info) == Found{"ok", "this key expires on 2026-03-16, in 15 days", ""});
  info.expiry = Expiry{now + 14 * 24h};
  CHECK(of("expiry", info) == Found{"warn", "this key expires on 2026-03-15, in 14 days", hint});
  info.expiry = Expiry{now + 47h};
  CHECK(of("expiry", info) == Found{"warn", "this key expires on 2026-03-03, in 1 day", hint});
  info.expiry = Expiry{now + 1ms};
  CHECK(of("expiry", info) == Found{"warn", "this key expires on 2026-03-01, in 0 days", hint});
  info.expiry = Expiry{now};
  CHECK(of("expiry", info) == Found{"fail", "this key expired on 2026-03-01", hint});
}

TEST_CASE("the addresses that may use the key are told") {
  KeyInfo info = harmless();
  CHECK(of("allowedIps", info) == Found{"ok", "any address may use this key", ""});
  info.allowed_ips = {"192.0.2.1", "192.0.2.2"};
  CHECK(of("allowedIps", info) == Found{"ok", "only 192.0.2.1, 192.0.2.2 may use this key", ""});
}

TEST_CASE("the address that the exchange sees is looked for among the allowed ones") {
  KeyInfo info = harmless();
  info.allowed_ips = {"192.0.2.1", "2001:db8::/32"};
  const auto found = [&](const char* seen) {
    return of("allowedIps", info, {}, {.address = seen});
  };
  const std::string only = "only 192.0.2.1, 2001:db8::/32 may use this key";
  CHECK(found("192.0.2.1") == Found{"ok", only + "; the exchange sees 192.0.2.1", ""});
  CHECK(found("2001:db8::7").status == "ok");
  CHECK(found("192.0.2.2").status == "fail");
  CHECK(found("2001:db9::1") ==
        Found{"fail", only + ", but the exchange sees 2001:db9::1",
              "allow that address on the exchange's website, or ask by the other family (-4, -6)"});
}

TEST_CASE("a ban fails, and what is not told of it is left out") {
  const auto found = [&](const SeenAddress& seen) { return of("limits", harmless(), {}, seen); };
  CHECK(found({}) == Found{"skip", "the exchange does not say", ""});
  CHECK(found({.address = "192.0.2.1", .is_banned = false}) ==
        Found{"ok", "192.0.2.1 is not banned", ""});
  CHECK(found({.is_banned = true}) ==
        Found{"fail", "the exchange has banned this machine's address", "ask less often"});
}

TEST_CASE("a step about what the exchange does not tell is skipped") {
  KeyInfo info;
  info.account_group = 6;
  for (const char* const step : {"permissions", "expiry", "allowedIps"}) {
    CHECK(of(step, info) == Found{"skip", "the exchange does not say", ""});
  }
  CHECK(of("accountGroup", info).status == "ok");
}

TEST_CASE("the account group is compared with the configured one") {
  const KeyInfo info = harmless();
  CHECK(of("accountGroup", info) == Found{"ok", "6, as the exchange says", ""});
  CHECK(of("accountGroup", info, 6) == Found{"ok", "6, as configured", ""});
  CHECK(of("accountGroup", info, 5) == Found{"fail", "5 is configured, but this key's is 6",
                                             "set the account group to 6, or leave it out"});
}

TEST_CASE("the first failure counts, under the name of its step") {
  KeyInfo info = harmless();
  info.may_view = false;
  CheckResults results;
  CHECK(!results.failure);
  check_key_info(results, info, {}, now, 5);
  REQUIRE(results.failure);
  CHECK(results.failure->kind == ErrorKind::auth);
  CHECK(results.failure->message == "permissions: this key may not view");
}

}  // namespace
}  // namespace coffer::app
