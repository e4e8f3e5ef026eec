#include "app/accounts/select.hpp"

#include <filesystem>

#include "test/catch.hpp"
#include "test/support/environment.hpp"
#include "test/support/errors.hpp"
#include "test/support/run_coffer.hpp"

namespace coffer::app {
namespace {

using test::environment;
using test::Variables;

Account load(const Variables& variables, const AccountChoice& choice = {}) {
  std::vector<Account> accounts = selected_accounts(choice, environment(variables));
  Account account = std::move(accounts.at(0));
  if (account.error) throw Error(*account.error);
  fetch_secret(account);
  return account;
}

Error refusal(const Variables& variables, const AccountChoice& choice = {}) {
  return test::error_of([&] { load(variables, choice); });
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("a key in the environment comes with its own settings") {
  const Account account = load({{"COFFER_API_KEY", "key"},
                                {"COFFER_API_SECRET", "secret"},
                                {"COFFER_BASE_URL", "https://bitmax.io"},
                                {"COFFER_ACCOUNT_GROUP", "7"},
                                {"COFFER_SECRET_ENCODING", "base64"}});
  CHECK(account.profile.empty());
  CHECK(account.credentials.api_key == "key");
  CHECK(account.credentials.secret.reveal() == "secret");
  CHECK(account.credentials.encoding == SecretEncoding::base64);
  CHECK(account.base_url.origin() == "https://bitmax.io");
  CHECK(account.account_group == 7);
}

TEST_CASE("what nobody gave has its default") {
  const Account account = load({{"COFFER_API_KEY", "key"}, {"COFFER_API_SECRET", "secret"}});
  CHECK(account.base_url.origin() == "https://ascendex.com");
  CHECK(account.credentials.encoding == SecretEncoding::raw);
  CHECK_FALSE(account.account_group);
}

TEST_CASE("--profile comes before the environment, COFFER_PROFILE after it, then the default") {
  const test::TemporaryDirectory home;
  for (const std::string name : {"default", "main", "other"}) {
    home.write(".config/coffer/" + name + ".json",
               R"({"api_key": "key-of-)" + name + R"(", "api_secret": "s"})");
  }
  Variables variables{{"HOME", home.path()}};
  CHECK(load(variables).credentials.api_key == "key-of-default");
  variables["COFFER_PROFILE"] = "main";
  CHECK(load(variables).credentials.api_key == "key-of-main");
  variables["COFFER_PROFILE"] = "none";
  CHECK(refusal(variables).message.starts_with("COFFER_PROFILE: "));
  variables["COFFER_API_KEY"] = "key";
  variables["COFFER_API_SECRET"] = "secret";
  CHECK(load(variables).credentials.api_key == "key");
  AccountChoice choice;
  choice.profiles = {"other"};
  CHECK(load(variables, choice).credentials.api_key == "key-of-other");
  CHECK(load(variables, choice).profile == "other");
  choice.profiles = {home.path() + "/.config/coffer/main.json"};
  CHECK(load(variables, choice).credentials.api_key == "key-of-main");
}

TEST_CASE(
    "a profile's members are read, comments skipped, and the environment's settings ignored") {
  const test::TemporaryDirectory home;
  AccountChoice choice;
  choice.profiles = {home.write("p.json", R"(// my account
    {
      "api_key": "key", // read only
      "api_secret": "sec\u0072et",
      "account_group": 0,
      "base_url": "https://BitMax.io/",
      "secret_encoding": "base64"
    })")};
  const Variables other{{"COFFER_BASE_URL", "https://example.com"},
                        {"COFFER_ACCOUNT_GROUP", "9"},
                        {"COFFER_SECRET_ENCODING", "raw"}};
  const Account account = load(other, choice);
  CHECK(account.credentials.api_key == "key");
  CHECK(account.credentials.secret.reveal() == "secret");
  CHECK(account.credentials.encoding == SecretEncoding::base64);
  CHECK(account.base_url.origin() == "https://bitmax.io");
  CHECK(account.account_group == 0);
}

TEST_CASE("options override what the environment says, be it malformed") {
  const Variables variables = GENERATE(
      values<Variables>({{{"COFFER_ACCOUNT_GROUP", "7"}, {"COFFER_SECRET_ENCODING", "base64"}},
                         {{"COFFER_BASE_URL", "bad"},
                          {"COFFER_ACCOUNT_GROUP", "x"},
                          {"COFFER_SECRET_ENCODING", "hex"}}}));
  AccountChoice choice;
  choice.base_url = BaseUrl{.host = "example.com", .port = 8443};
  choice.account_group = 3;
  choice.secret_encoding = SecretEncoding::raw;
  Variables set{{"COFFER_API_KEY", "key"}, {"COFFER_API_SECRET", "secret"}};
  set.insert(variables.begin(), variables.end());
  const Account account = load(set, choice);
  CHECK(account.base_url.origin() == "https://example.com:8443");
  CHECK(account.account_group == 3);
  CHECK(account.credentials.encoding == SecretEncoding::raw);
}

TEST_CASE("a secret may stand in a file beside the profile, with one line end dropped") {
  const test::TemporaryDirectory home;
  const std::string text = GENERATE("secret", "secret\n", "secret\r\n");
  home.write("secret.txt", text);
  AccountChoice choice;
  for (const std::string& path :
       {std::string("secret.txt"), std::string("~/secret.txt"), home.path() + "/secret.txt"}) {
    choice.profiles = {
        home.write("p.json", R"({"api_key": "k", "api_secret_file": ")" + path + R"("})")};
    CHECK(load({{"HOME", home.path()}}, choice).credentials.secret.reveal() == "secret");
  }
}

TEST_CASE("malformed variables are refused by name") {
  const auto [name, value] =
      GENERATE(table<std::string, std::string>({{"COFFER_BASE_URL", "http://example.com"},
                                                {"COFFER_ACCOUNT_GROUP", "six"},
                                                {"COFFER_ACCOUNT_GROUP", "-1"},
                                                {"COFFER_SECRET_ENCODING", "hex"}}));
  const Error error =
      refusal({{"COFFER_API_KEY", "key"}, {"COFFER_API_SECRET", "secret"}, {name, value}});
  CHECK(error.kind == ErrorKind::config);
  CHECK(contains(error.message, name));
}

TEST_CASE("a newcomer without any key is told what to do") {
  const Error error = refusal({{"HOME", "/nonexistent"}});
  CHECK(error.kind == ErrorKind::config);
  CHECK(contains(error.message, "no API key"));
  CHECK(contains(error.hint, "coffer --sandbox cash"));
}

TEST_CASE("who has profiles, but none by default, is told where was looked and what there is") {
  const test::TemporaryDirectory home;
  const std::string profile = R"({"api_key": "k", "api_secret": "s"})";
  home.write(".config/coffer/main.json", profile);
  const Variables variables{{"HOME", home.path()}};
  const std::string looked = "no API key: none of COFFER_API_KEY, COFFER_PROFILE and " +
                             home.path() + "/.config/coffer/default.json is there";
  CHECK(refusal(variables).message == looked);
  CHECK(refusal(variables).hint ==
        "choose a stored profile, as in `coffer cash -p main`; stored: main");
  home.write(".config/coffer/other.json", profile);
  CHECK(refusal(variables).hint ==
        "choose a stored profile, as in `coffer cash -p main`; stored: main, other");
  CHECK(contains(refusal({}).message, "~/.config/coffer/default.json"));
}

TEST_CASE("a default profile that is there, but cannot be read, is not told as absent") {
  const test::TemporaryDirectory home;
  const std::string path = home.path() + "/.config/coffer/default.json";
  std::string reason;
  SECTION("a link to nothing") {
    std::filesystem::create_directories(home.path() + "/.config/coffer");
    std::filesystem::create_symlink("nowhere", path);
    reason = "No such file or directory";
  }
  SECTION("below what is no directory") {
    home.write(".config/coffer", "");
    reason = "Not a directory";
  }
  const Variables variables{{"HOME", home.path()}};
  CHECK(refusal(variables).message == path + ": " + reason);
  AccountChoice choice;
  choice.profiles = {"default"};
  CHECK(refusal(variables, choice).message == path + ": " + reason);
}

TEST_CASE("of several profiles each is an account, one that cannot be asked with its error") {
  const test::TemporaryDirectory home;
  home.write(".config/coffer/a.json", R"({"api_key": "key-a", "api_secret": "s"})");
  home.write(".config/coffer/b.json", "{}");
  home.write(".config/coffer/c.json", R"({"api_key": "key-c", "api_secret_file": "nowhere"})");
  const Variables set{{"HOME", home.path()}};
  const Environment variables = environment(set);
  AccountChoice choice;
  choice.all_profiles = true;
  choice.account_group = 3;
  const std::vector<Account> selected = selected_accounts(choice, variables);
  REQUIRE(selected.size() == 3);
  CHECK(selected[0].profile == "a");
  CHECK(selected[0].account_group == 3);
  CHECK(selected[1].profile == "b");
  CHECK(contains(selected[1].error.value().message, "b.json:1: api_key is missing"));
  CHECK_FALSE(selected[2].error);
  CHECK(selected[2].secret_file == home.path() + "/.config/coffer/nowhere");
}

TEST_CASE("the practice exchange lives as long as its account") {
  AccountChoice choice;
  choice.sandbox = true;
  choice.secret_encoding = SecretEncoding::base64;
  const std::vector<Account> accounts = selected_accounts(choice, environment({}));
  REQUIRE(accounts.size() == 1);
  CHECK(accounts[0].practice);
  CHECK(accounts[0].profile.empty());
  CHECK(accounts[0].base_url.is_loopback());
  CHECK(accounts[0].credentials.encoding == SecretEncoding::base64);
}

}  // namespace
}  // namespace coffer::app
