#include "app/log/line_reader.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>

#include "test/catch.hpp"
#include "test/support/errors.hpp"
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

std::string fault_of(const std::string& path) {
  const Error error = test::error_of([&] {
    LineReader reader(path);
    while (reader.next()) continue;
  });
  CHECK(error.kind == ErrorKind::config);
  return error.message;
}

TEST_CASE("a file that cannot be read is an error that names it") {
  const test::TemporaryDirectory directory;
  const std::string none = directory.path() + "/none";
  CHECK(fault_of(none) == none + ": cannot be read: No such file or directory");
  CHECK(fault_of(directory.path()) == directory.path() + ": cannot be read: a directory");
}

TEST_CASE("a pipe that nobody writes to is an error at once, one with a writer is read") {
  const test::TemporaryDirectory directory;
  const std::string path = directory.path() + "/fifo";
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  CHECK(fault_of(path).ends_with("a pipe that nobody writes to"));

  const int writer = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  REQUIRE(::write(writer, "a\nb\n", 4) == 4);
  LineReader reader(path);
  ::close(writer);
  CHECK(reader.next()->text == "a");
  CHECK(reader.next()->text == "b");
  CHECK_FALSE(reader.next());
}

void write_gzip(const std::string& path, const std::string& text) {
  gzFile file = ::gzopen(path.c_str(), "ab");
  REQUIRE(::gzwrite(file, text.data(), static_cast<unsigned>(text.size())) ==
          static_cast<int>(text.size()));
  ::gzclose(file);
}

TEST_CASE("gzip is read like plain text, in several members as well") {
  const test::TemporaryDirectory directory;
  const std::string path = directory.path() + "/log.gz";
  write_gzip(path, "a\nb");
  write_gzip(path, "c\n");
  LineReader reader(path);
  CHECK(reader.next()->text == "a");
  CHECK(reader.next()->text == "bc");
  CHECK_FALSE(reader.next());
  CHECK_FALSE(reader.is_cut());
}

TEST_CASE("gzip that is cut short is read as far as it goes, what is damaged is an error") {
  const test::TemporaryDirectory directory;
  const std::string path = directory.path() + "/log.gz";
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += std::to_string(i * 7919 % 100'003) + "\n";
  write_gzip(path, text);
  const auto size = std::filesystem::file_size(path);
  std::filesystem::resize_file(path, size / 2);
  {
    LineReader reader(path);
    std::size_t lines = 0;
    for (auto line = reader.next(); line && line->ended; line = reader.next()) ++lines;
    while (reader.next()) continue;
    CHECK(lines > 1000);
    CHECK(lines < 20'000);
    CHECK(reader.is_cut());
  }
  std::fstream(path, std::ios::in | std::ios::out | std::ios::binary)
      .seekp(static_cast<std::streamoff>(size / 4))
      .write("damage, damage, damage", 22);
  CHECK(fault_of(path).ends_with("cannot be read: damaged gzip data"));
}

}  // namespace
}  // namespace coffer::app
