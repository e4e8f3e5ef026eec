#include "app/accounts/private_file.hpp"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <iterator>
#include <thread>

#include "test/catch.hpp"
#include "test/support/errors.hpp"
#include "test/support/run_coffer.hpp"

namespace coffer::app {
namespace {

TEST_CASE("a file of the user's own with mode 0600 is read whole, also through a link") {
  const test::TemporaryDirectory directory;
  const std::string path = directory.write("secret", std::string("a\0b\n", 4));
  CHECK(read_private_file(path) == std::string("a\0b\n", 4));
  const std::string link = directory.path() + "/link";
  REQUIRE(::symlink(path.c_str(), link.c_str()) == 0);
  CHECK(read_private_file(link) == std::string("a\0b\n", 4));
}

TEST_CASE("the hint's command applies to any path") {
  const test::TemporaryDirectory directory;
  const std::string path = directory.write("my secret", "s", 0644);
  CHECK(test::error_of([&] { read_private_file(path); }).hint == "chmod 600 '" + path + "'");
}

TEST_CASE("a file that root owns may be readable by its group") {
  if (::geteuid() != 0) return;  // only root can make one
  const test::TemporaryDirectory directory;
  CHECK(read_private_file(directory.write("secret", "s", 0640)) == "s");
}

TEST_CASE("a file that does not tell its size is read whole") {
  const std::string path = "/proc/self/environ";
  std::FILE* const file = std::fopen(path.c_str(), "r");
  REQUIRE(file != nullptr);
  std::string expected(1 << 20, '\0');
  expected.resize(std::fread(expected.data(), 1, expected.size(), file));
  std::fclose(file);
  REQUIRE(expected.size() > 1);
  CHECK(read_private_file(path) == expected);
}

TEST_CASE("a private file is written for the user alone, in place of another") {
  const test::TemporaryDirectory directory;
  const std::string path = directory.path() + "/.config/coffer/main.json";
  write_private_file(path, Secret("one"), true);
  CHECK(read_private_file(path) == "one");
  REQUIRE(::chmod(path.c_str(), 0644) == 0);
  write_private_file(path, Secret("two"), true);
  CHECK(read_private_file(path) == "two");
}

TEST_CASE("a private file does not take the place of another unless it is to") {
  const test::TemporaryDirectory directory;
  const std::string path = directory.path() + "/main.json";
  CHECK(write_private_file(path, Secret("one"), false));
  CHECK_FALSE(write_private_file(path, Secret("two"), false));
  CHECK(read_private_file(path) == "one");
  const std::filesystem::directory_iterator entries(directory.path());
  CHECK(std::distance(begin(entries), end(entries)) == 1);
}

TEST_CASE("nothing is created outside a home directory that exists, nor open to others") {
  const test::TemporaryDirectory directory;
  const mode_t before = ::umask(0);
  CHECK_THROWS_AS(
      write_private_file(directory.path() + "/home/.config/coffer/main.json", Secret("x"), true),
      Error);
  CHECK(std::filesystem::is_empty(directory.path()));
  write_private_file(directory.path() + "/.config/coffer/main.json", Secret("x"), true);
  ::umask(before);
  for (const char* const created : {"/.config", "/.config/coffer"}) {
    struct stat status {};
    REQUIRE(::stat((directory.path() + created).c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0700U);
  }
}

TEST_CASE("what cannot be written leaves nothing behind") {
  const test::TemporaryDirectory directory;
  directory.write("there/file", "");
  CHECK_THROWS_AS(write_private_file(directory.path() + "/there", Secret("x"), true), Error);
  CHECK_THROWS_AS(write_private_file(directory.path() + "/there/file/x", Secret("x"), true), Error);
  const std::filesystem::recursive_directory_iterator entries(directory.path());
  CHECK(std::distance(begin(entries), end(entries)) == 2);
}

TEST_CASE("a signal that comes while a private file is written leaves nothing else behind") {
  const test::TemporaryDirectory directory;
  const std::string path = directory.path() + "/main.json";
  for (int i = 0; i < 20; ++i) {
    const pid_t writer = ::fork();
    if (writer == 0) {
      ::signal(SIGTERM, SIG_DFL);
      [&]() noexcept {
        for (;;) write_private_file(path, Secret("one"), true);
      }();
    }
    while (!std::filesystem::exists(path))
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    ::kill(writer, SIGTERM);
    ::waitpid(writer, nullptr, 0);
    std::filesystem::remove(path);
    REQUIRE(std::filesystem::is_empty(directory.path()));
  }
}

}  // namespace
}  // namespace coffer::app
