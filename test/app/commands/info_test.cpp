#include "app/commands/info.hpp"

#include "app/render/formats.hpp"
#include "test/catch.hpp"

using namespace coffer::app;
using coffer::KeyInfo;

namespace {

KeyInfo sample() {
  KeyInfo info;
  info.account_group = 6;
  info.user_uid = "U0866943712";
  info.email = "trader@example.com";
  info.expiry = coffer::Expiry();
  info.allowed_ips.emplace();
  info.may_view = true;
  info.may_trade = false;
  info.may_transfer = false;
  info.cash_accounts = {"cshQtyfq8XLAA9kcf19h8bXHbAwwoqDo"};
  info.margin_accounts = {"marg1", "marg2"};
  return info;
}

std::string table(const KeyInfo& info) {
  Report report = info_report(info, {});
  shape(report, {.for_table = true});
  return formats::table.render(report, {});
}

std::string json(const KeyInfo& info) {
  Report report = info_report(info, {});
  shape(report, {});
  return formats::json.render(report, {});
}

}  // namespace

TEST_CASE("The info table says in words what has no limit") {
  CHECK(table(sample()) ==
        "ACCOUNT GROUP   6\n"
        "USER UID        U0866943712\n"
        "EMAIL           trader@example.com\n"
        "EXPIRES         never\n"
        "VIEW            true\n"
        "TRADE           false\n"
        "TRANSFER        false\n"
        "ALLOWED IPS     any\n"
        "CASH ACCOUNT    cshQtyfq8XLAA9kcf19h8bXHbAwwoqDo\n"
        "MARGIN ACCOUNT  marg1 marg2\n");
}

TEST_CASE("In JSON an expiry of never is null and no limit an empty array") {
  CHECK(json(sample()) ==
        R"({"accountGroup":6,"userUID":"U0866943712","email":"trader@example.com",)"
        R"("expireTime":null,"viewPermission":true,"tradePermission":false,)"
        R"("transferPermission":false,"allowedIps":[],)"
        R"("cashAccount":["cshQtyfq8XLAA9kcf19h8bXHbAwwoqDo"],)"
        R"("marginAccount":["marg1","marg2"]})"
        "\n");
}

TEST_CASE("Expiry and allowed addresses are shown where the key has them") {
  KeyInfo info = sample();
  info.expiry = coffer::Expiry{Time(std::chrono::milliseconds(1769846400000))};
  info.allowed_ips = {"192.0.2.1", "2001:db8::1"};
  CHECK(table(info).find("EXPIRES         2026-01-31T08:00:00.000Z\n") != std::string::npos);
  CHECK(table(info).find("ALLOWED IPS     192.0.2.1 2001:db8::1\n") != std::string::npos);
  CHECK(json(info).find(R"("expireTime":"2026-01-31T08:00:00.000Z")") != std::string::npos);
  CHECK(json(info).find(R"("allowedIps":["192.0.2.1","2001:db8::1"])") != std::string::npos);
}

TEST_CASE("What the exchange does not tell is absent") {
  KeyInfo info;
  info.account_group = 6;
  CHECK(json(info) == R"({"accountGroup":6,"userUID":null,"email":null,"expireTime":null,)"
                      R"("viewPermission":null,"tradePermission":null,"transferPermission":null,)"
                      R"("allowedIps":null,"cashAccount":null,"marginAccount":null})"
                      "\n");
  CHECK(table(info).find("never") == std::string::npos);
  CHECK(table(info).find("any") == std::string::npos);
}
