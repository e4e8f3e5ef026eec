#include "app/log/foreign.hpp"

#include "test/catch.hpp"

namespace coffer::app {
namespace {

TEST_CASE("the command of a hint can be given to a shell as it stands") {
  const auto hint = [](std::string_view path) { return foreign_format("BZh9", path).hint; };
  CHECK(hint("log.csv") == "bzcat log.csv | coffer history -");
  CHECK(hint("my log's $1") == R"(bzcat 'my log'\''s $1' | coffer history -)");
  CHECK(hint("standard input") == "bzcat FILE | coffer history -");
}

}  // namespace
}  // namespace coffer::app
