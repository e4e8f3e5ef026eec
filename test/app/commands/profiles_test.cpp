#include "test/catch.hpp"
#include "test/support/run_coffer.hpp"

namespace coffer::test {
namespace {

std::string profiles(std::vector<std::string> arguments) {
  const TemporaryDirectory home;
  const auto store = [&](const std::string& name, const std::string& members) {
    home.write(".config/coffer/" + name + ".json", members);
  };
  store("default",
        R"({"api_key": "KeyOfTheTests1a2b", "api_secret": "Canary", "account_group": 6})");
  store("sub1", R"({"api_key": "Canary", "api_secret_file": "Canary",
                    "secret_encoding": "base64"})");
  store("sub2", R"({"api_key": "KeyOfTheTests3c4d", "api_secret_command": ["echo", "Canary"]})");
  arguments.insert(arguments.begin(), "profiles");
  const Outcome outcome = run_coffer(arguments, {{"HOME", home.path()}});
  CHECK(outcome.err.empty());
  return outcome.out;
}

TEST_CASE("the table of profiles masks keys and tells where each secret is") {
  CHECK(profiles({}) ==
        "NAME     API KEY  SECRET   GROUP  BASE URL              ENCODING\n"
        "default  ...1a2b  profile      6  https://ascendex.com  raw\n"
        "sub1     ...      file            https://ascendex.com  base64\n"
        "sub2     ...3c4d  command         https://ascendex.com  raw\n");
}

TEST_CASE("an account group that a profile does not give is null in JSON") {
  CHECK(profiles({"--columns", "name,accountGroup", "--json"}) ==
        R"([{"name":"default","accountGroup":6},{"name":"sub1","accountGroup":null},)"
        R"({"name":"sub2","accountGroup":null}])"
        "\n");
}

}  // namespace
}  // namespace coffer::test
