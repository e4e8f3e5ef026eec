#include "app/terminal/screen.hpp"

#include "test/catch.hpp"

namespace coffer::app {
namespace {

TEST_CASE("a frame overwrites each line to its end, and clears what is below") {
  CHECK(fit_to_screen("one\ntwo\n", "", {.width = 80, .height = 24}) ==
        "\x1b[Hone\x1b[K\r\ntwo\x1b[K\x1b[J");
  CHECK(fit_to_screen("one\n", "two", {.width = 80, .height = 24}) ==
        "\x1b[Hone\x1b[K\r\ntwo\x1b[K\x1b[J");
  CHECK(fit_to_screen("", "", {}) == "\x1b[H\x1b[K\x1b[J");
}

TEST_CASE("a line that does not fit is clipped") {
  CHECK(fit_to_screen("12345\n", "", {.width = 4, .height = 1}) == "\x1b[H123\x1b[0m>\x1b[K\x1b[J");
}

TEST_CASE("a text that does not fit above its footer tells how many lines are missing") {
  CHECK(fit_to_screen("1\n2\n3\n", "", {.width = 80, .height = 3}) ==
        "\x1b[H1\x1b[K\r\n2\x1b[K\r\n3\x1b[K\x1b[J");
  CHECK(fit_to_screen("1\n2\n3\n4\n", "", {.width = 80, .height = 3}) ==
        "\x1b[H1\x1b[K\r\n2\x1b[K\r\n(2 more lines)\x1b[K\x1b[J");
  CHECK(fit_to_screen("1\n2\n3\n", "4", {.width = 80, .height = 3}) ==
        "\x1b[H1\x1b[K\r\n(2 more lines)\x1b[K\r\n4\x1b[K\x1b[J");
  CHECK(fit_to_screen("1\n2\n", "3", {.width = 80, .height = 1}) ==
        "\x1b[H(2 more lines)\x1b[K\x1b[J");
}

}  // namespace
}  // namespace coffer::app
