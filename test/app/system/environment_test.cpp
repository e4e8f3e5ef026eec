#include "app/system/environment.hpp"

#include "test/catch.hpp"
#include "test/support/environment.hpp"

namespace coffer::app {
namespace {

using test::environment;

TEST_CASE("an empty variable counts as unset") {
  CHECK(environment({{"COFFER_API_KEY", "k"}}).get("COFFER_API_KEY") == "k");
  CHECK_FALSE(environment({{"COFFER_API_KEY", ""}}).get("COFFER_API_KEY"));
  CHECK_FALSE(environment({}).get("COFFER_API_KEY"));
}

TEST_CASE("the directories follow the XDG variables, then HOME") {
  CHECK(environment({{"HOME", "/h"}}).config_directory() == "/h/.config/coffer");
  CHECK(environment({{"HOME", "/h"}}).cache_directory() == "/h/.cache/coffer");
  CHECK(environment({{"HOME", "/h"}, {"XDG_CONFIG_HOME", "/x"}}).config_directory() == "/x/coffer");
  CHECK(environment({{"XDG_CACHE_HOME", "/c"}}).cache_directory() == "/c/coffer");
  CHECK_FALSE(environment({}).config_directory());
}

TEST_CASE("a relative XDG directory is ignored") {
  CHECK(environment({{"HOME", "/h"}, {"XDG_CONFIG_HOME", "x"}}).config_directory() ==
        "/h/.config/coffer");
}

}  // namespace
}  // namespace coffer::app
