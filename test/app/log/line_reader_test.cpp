#include "app/log/line_reader.hpp"

#include "coffer/error.hpp"
#include "test/catch.hpp"
#include "test/support/run_coffer.hpp"

namespace coffer::app {
namespace {

// Lines as "number:text", with '!' behind one without its end, '~' for one that is too long.
std::string lines_of(const std::string& content) {
  const test::TemporaryDirectory directory;
  LineReader reader(directory.write("log", content));
  std::string shown;
  while (const auto line = reader.next()) {
    shown += std::to_string(line->number) + ":" + std::string(line->text.substr(0, 3));
    shown += line->too_long ? "~" : "";
    shown += line->ended ? " " : "! ";
  }
  return shown;
}

TEST_CASE("a file is read line by line") {
  CHECK(lines_of("").empty());
  CHECK(lines_of("a\n\nb\n") == "1:a 2: 3:b ");
  CHECK(lines_of("a\nb") == "1:a 2:b! ");
}

TEST_CASE("lines stay whole wherever the buffer ends") {
  std::string content;
  std::string expected;
  for (int number = 1; number <= 40; ++number) {
    content += std::string(30'000, static_cast<char>('A' + number)) + "\n";
    expected +=
        std::to_string(number) + ":" + std::string(3, static_cast<char>('A' + number)) + " ";
  }
  CHECK(lines_of(content) == expected);
}

TEST_CASE("a line that is too long is told and not kept") {
  const std::string longest(LineReader::max_length, 'x');
  CHECK(lines_of(longest + "\nb\n") == "1:xxx 2:b ");
  CHECK(lines_of(longest + "x\nb\n") == "1:~ 2:b ");
  CHECK(lines_of("a\n" + longest + longest + longest + "\nb\n") == "1:a 2:~ 3:b ");
  CHECK(lines_of("a\n" + longest + "x") == "1:a 2:~! ");
}

TEST_CASE("a file that cannot be read is an error that names it") {
  const test::TemporaryDirectory directory;
  CHECK_THROWS_AS(LineReader(directory.path() + "/none"), Error);
  LineReader folder(directory.path());
  CHECK_THROWS_AS(folder.next(), Error);
}

}  // namespace
}  // namespace coffer::app
