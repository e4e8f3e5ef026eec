#include "app/commands/profiles.hpp"

#include "app/render/formats.hpp"
#include "coffer/endpoint.hpp"
#include "test/catch.hpp"

namespace coffer::app {
namespace {

std::vector<StoredProfile> sample() {
  std::vector<StoredProfile> profiles(3);
  for (StoredProfile& profile : profiles) {
    profile.file.endpoint = {.tls = true, .host = "ascendex.com", .port = 443};
  }
  profiles[0].name = "default";
  profiles[0].file.api_key = "KeyOfTheTests1a2b";
  profiles[0].file.secret = Secret("Canary");
  profiles[0].file.account_group = 6;
  profiles[1].name = "sub1";
  profiles[1].file.api_key = "Canary";
  profiles[1].file.secret = SecretFile{"Canary"};
  profiles[1].file.encoding = SecretEncoding::base64;
  profiles[2].name = "sub2";
  profiles[2].file.api_key = "KeyOfTheTests3c4d";
  profiles[2].file.secret = SecretCommand{{"echo", "Canary"}};
  return profiles;
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
