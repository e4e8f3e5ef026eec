#include "app/frame.hpp"

#include "test/catch.hpp"

namespace coffer::app {
namespace {

TEST_CASE("a frame overwrites each line to its end, and clears what is below") {
  CHECK(frame("one\ntwo\n", {.width = 80, .height = 24}) == "\x1b[Hone\x1b[K\r\ntwo\x1b[K\x1b[J");
  CHECK(frame("", {}) == "\x1b[H\x1b[J");
}

TEST_CASE("a line that does not fit ends with a mark") {
  const auto line = [](std::string_view text, std::size_t width) {
    const std::string out = frame(std::string(text) + "\n", {.width = width, .height = 1});
    return out.substr(3, out.size() - 9);
  };
  CHECK(line("12345", 5) == "12345");
  CHECK(line("12345", 4) == "123\x1b[0m>");
  CHECK(line("\x1b[1m12345\x1b[0m", 5) == "\x1b[1m12345\x1b[0m");
  CHECK(line("\x1b[1m12345\x1b[0m", 4) == "\x1b[1m123\x1b[0m>");
  CHECK(line("a\u4e2d\u4e2d", 4) == "a\u4e2d\x1b[0m>");  // two columns each
  CHECK(line("a\u4e2d\u4e2d", 3) == "a\x1b[0m>");
  CHECK(line("e\u0301e\u0301", 2) == "e\u0301e\u0301");  // none for the accent
}

TEST_CASE("a text that does not fit tells how many lines are missing") {
  CHECK(frame("1\n2\n3\n", {.width = 80, .height = 3}) ==
        "\x1b[H1\x1b[K\r\n2\x1b[K\r\n3\x1b[K\x1b[J");
  CHECK(frame("1\n2\n3\n4\n", {.width = 80, .height = 3}) ==
        "\x1b[H1\x1b[K\r\n2\x1b[K\r\n(2 more lines)\x1b[J");
  CHECK(frame("1\n2\n", {.width = 80, .height = 1}) == "\x1b[H(2 more lines)\x1b[J");
}

}  // namespace
}  // namespace coffer::app
