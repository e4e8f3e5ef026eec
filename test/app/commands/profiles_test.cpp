#include "app/commands/profiles.hpp"

#include "app/output/shape.hpp"
#include "app/render/formats.hpp"
#include "coffer/endpoint.hpp"
#include "test/catch.hpp"

namespace coffer::app {
namespace {

std::vector<Account> sample() {
  std::vector<Account> accounts(3);
  for (Account& account : accounts) {
    account.endpoint = {.tls = true, .host = "ascendex.com", .port = 443};
  }
  accounts[0].profile = "default";
  accounts[0].credentials.api_key = "KeyOfTheTests1a2b";
  accounts[0].credentials.secret = Secret("Canary");
  accounts[0].account_group = 6;
  accounts[1].profile = "sub1";
  accounts[1].credentials.api_key = "Canary";
  accounts[1].elsewhere = SecretFile{"Canary"};
  accounts[1].credentials.encoding = SecretEncoding::base64;
  accounts[2].profile = "sub2";
  accounts[2].credentials.api_key = "KeyOfTheTests3c4d";
  accounts[2].elsewhere = SecretCommand{{"echo", "Canary"}};
  return accounts;
}

TEST_CASE("the table of profiles masks keys and tells where each secret is") {
  Report report = profiles_report(sample(), {});
  shape(report, {.for_table = true});
  CHECK(formats::table.render(report, {}) ==
        "NAME     API KEY  SECRET   GROUP  BASE URL              ENCODING\n"
        "default  ...1a2b  profile      6  https://ascendex.com  raw\n"
        "sub1     ...      file            https://ascendex.com  base64\n"
        "sub2     ...3c4d  command         https://ascendex.com  raw\n");
}

TEST_CASE("an account group that a profile does not give is null in JSON") {
  Report report = profiles_report(sample(), {});
  shape(report, {.columns = {"name", "accountGroup"}});
  CHECK(formats::json.render(report, {}) ==
        R"([{"name":"default","accountGroup":6},{"name":"sub1","accountGroup":null},)"
        R"({"name":"sub2","accountGroup":null}])"
        "\n");
}

}  // namespace
}  // namespace coffer::app
