#include "app/accounts/profile_file.hpp"

#include "test/catch.hpp"
#include "test/support/environment.hpp"
#include "test/support/errors.hpp"
#include "test/support/run_coffer.hpp"

namespace coffer::app {
namespace {

Account read(const std::string& content) {
  const test::TemporaryDirectory directory;
  return read_profile_file(directory.write("p.json", content));
}

std::string refusal(const std::string& content) {
  const Error error = test::error_of([&] { read(content); });
  CHECK(error.kind == ErrorKind::config);
  return error.message;
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("a byte order mark before a profile is skipped, and lines count from 1") {
  CHECK(read("\xEF\xBB\xBF{\"api_key\": \"k\", \"api_secret\": \"s\"}").credentials.api_key == "k");
  CHECK(refusal("\xEF\xBB\xBF{\n\"api_kye\": \"k\"}").find(":2: api_kye: unknown member") !=
        std::string::npos);
}

TEST_CASE("a profile tells where its secret is, and nothing there is touched") {
  const auto in_profile = read(R"({"api_key": "k", "api_secret": "s"})");
  CHECK(in_profile.credentials.secret.reveal() == "s");

  const auto in_file = read(R"({"api_key": "k", "api_secret_file": "/nowhere"})");
  CHECK(in_file.secret_file == "/nowhere");
}

TEST_CASE("a secret command is an array of arguments, or a string for the shell") {
  using Arguments = std::vector<std::string>;
  const auto array = read(R"({"api_key": "k", "api_secret_command": ["pass", "a b", ""]})");
  CHECK(array.secret_command == Arguments{"pass", "a b", ""});
  const auto text = read(R"({"api_key": "k", "api_secret_command": "pass a | head -1"})");
  CHECK(text.secret_command == Arguments{"/bin/sh", "-c", "pass a | head -1"});
}

TEST_CASE("a secret command that names none is refused, and none is shown") {
  for (const char* command : {"[]", "\"\"", "[\"\"]", "[\"Canary\", 1]", "{\"Canary\": 1}", "1"}) {
    const std::string message =
        refusal(std::string("{\"api_key\": \"k\",\n\"api_secret_command\": ") + command + "}");
    CHECK(contains(message, "p.json:2: "));
    CHECK_FALSE(contains(message, "Canary"));
  }
}

TEST_CASE("of secret, secret file and secret command only one may be given") {
  for (const char* members : {R"("api_secret": "s", "api_secret_file": "f")",
                              R"("api_secret_file": "f", "api_secret_command": "c")",
                              R"("api_secret_command": "c", "api_secret": "s")"}) {
    CHECK(contains(refusal(std::string(R"({"api_key": "k", )") + members + "}"), "only one"));
  }
}

TEST_CASE("the demo client's file is understood as it is") {
  const std::string name = GENERATE("ascendex", "bitmax");
  const Account file = read("{\n  \"" + name + R"(": {
    "https": "https://bitmax.io",
    "wss": "wss://bitmax.io:443",
    "group": 4,
    "apikey": "key",
    "secret": "c2VjcmV0"
  }
})");
  CHECK(file.credentials.api_key == "key");
  CHECK(file.credentials.secret.reveal() == "c2VjcmV0");
  CHECK(file.credentials.encoding == SecretEncoding::base64);
  CHECK(file.account_group == 4);
  CHECK(file.base_url.origin() == "https://bitmax.io");
}

TEST_CASE("what is wrong is told with its line, in the demo client's file in its words") {
  const std::string start = R"({"api_key": "k", "api_secret": "s",)";
  const std::string demo = R"("ascendex": {"apikey": "k", "secret": "s"})";
  for (const auto& [content, told] : std::vector<std::pair<std::string, std::string>>{
           {start + "\n\"account_group\": -1}", "account_group: must be a whole"},
           {start + "\n\"secret_encoding\": \"hex\"}", "secret_encoding: must be raw or base64"},
           {start + "\n\"\": 1}", "unknown member"},
           {start + "\n\"wss\": 1}", "wss: unknown member"},
           {"{\n\"ascendex\": {\"apikey\": \"k\"}}", "ascendex: secret is missing"},
           {"{\n\"ascendex\": {\"secret\": \"s\"}}", "ascendex: apikey is missing"},
           {"{\"ascendex\": {\n\"https\": \"x\"}}", "ascendex.https: it must begin with https://"},
           {"{\"ascendex\": {\n\"api_key\": \"k\"}}", "ascendex.api_key: unknown member"},
           {"{" + demo + ",\n\"https\": \"\"}", "https: unknown member"},
           {"{" + demo + ",\n\"api_key\": \"k\"}",
            "api_key: ascendex cannot be combined with another member"},
           {"{\"api_key\": \"k\",\n" + demo + "}",
            "ascendex: ascendex cannot be combined with another member"},
           {"{" + demo + ",\n\"bitmax\": {}}",
            "bitmax: bitmax cannot be combined with another member"},
       }) {
    CAPTURE(content);
    CHECK(contains(refusal(content), ":2: " + told));
  }
}

TEST_CASE("profiles are stored by name, and what has a '/' is a path") {
  const test::Variables home{{"HOME", "/home/me"}};
  const Environment environment = test::environment(home);
  CHECK(profile_path("main", environment) == "/home/me/.config/coffer/main.json");
  CHECK(profile_path("./config.json", environment) == "./config.json");
  CHECK_THROWS_AS(profile_path("main", test::environment({})), Error);
}

TEST_CASE("a profile's name begins with a letter or digit and has no other signs than . _ and -") {
  for (const char* name : {"a", "Z9", "0", "main.old", "sub_1-x"}) CHECK(is_profile_name(name));
  for (const char* text : {"", ".a", "-o", "_a", "a b", "a/b", "$(a)", "a*", "\xc3\xa4"}) {
    CHECK_FALSE(is_profile_name(text));
  }
}

TEST_CASE("the stored profiles are those with a name and the ending .json, sorted") {
  const test::TemporaryDirectory directory;
  CHECK(stored_profiles(test::environment({{"HOME", directory.path()}})).empty());
  for (const char* name :
       {"b.json", "a.json", ".hidden.json", "two words.json", "note.txt", "c.json.XXXXXX"}) {
    directory.write(std::string(".config/coffer/") + name, "");
  }
  CHECK(stored_profiles(test::environment({{"HOME", directory.path()}})) ==
        std::vector<std::string>{"a", "b"});
  CHECK(stored_profiles(test::environment({})).empty());
  const test::TemporaryDirectory other;
  other.write(".config/coffer", "not a directory");
  CHECK_THROWS_AS(stored_profiles(test::environment({{"HOME", other.path()}})), Error);
}

}  // namespace
}  // namespace coffer::app
