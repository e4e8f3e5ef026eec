#include "app/system/shell.hpp"

#include "test/catch.hpp"

namespace coffer::app {
namespace {

TEST_CASE("a word is quoted where a shell would not take it as it is") {
  CHECK(shell_word("/home/me/.config/coffer/main.json") == "/home/me/.config/coffer/main.json");
  CHECK(shell_word("my file") == "'my file'");
  CHECK(shell_word("it's $HOME") == "'it'\\''s $HOME'");
  CHECK(shell_word("") == "''");
}

}  // namespace
}  // namespace coffer::app
