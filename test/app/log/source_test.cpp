#include "app/log/source.hpp"

#include "test/catch.hpp"

namespace coffer::app {
namespace {

TEST_CASE("the command of a hint can be given to a shell as it stands") {
  const auto hint = [](std::string_view path) {
    return foreign_format(
               "\xFD"
               "7zXZ",
               path)
        .hint;
  };
  CHECK(hint("log.csv") == "xzcat log.csv | coffer history -");
  CHECK(hint("my log's $1") == R"(xzcat 'my log'\''s $1' | coffer history -)");
  CHECK(hint("standard input") == "xzcat FILE | coffer history -");
}

}  // namespace
}  // namespace coffer::app
