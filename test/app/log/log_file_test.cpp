#include "app/log/log_file.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "coffer/error.hpp"
#include "test/catch.hpp"
#include "test/support/run_coffer.hpp"

namespace coffer::app {
namespace {

using namespace std::chrono_literals;

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST_CASE("the tail of a file is replaced") {
  const test::TemporaryDirectory directory;
  const std::string path = directory.write("log", "header\nrow\ntorn");
  LogFile file(path, 0ms);
  CHECK(file.size() == 15);
  CHECK(file.read(7, 3) == "row");
  file.replace_tail(11, "next\n", "header\nnext\n");
  CHECK(content(path) == "header\nrow\nnext\n");
}

TEST_CASE("a file that was emptied after it was opened gets all that a new one gets") {
  const test::TemporaryDirectory directory;
  const std::string path = directory.write("log", "header\nrow\n");
  LogFile file(path, 0ms);
  std::filesystem::resize_file(path, 0);
  file.replace_tail(11, "next\n", "header\nnext\n");
  CHECK(content(path) == "header\nnext\n");
}

TEST_CASE("what was created and got nothing is removed again") {
  const test::TemporaryDirectory directory;
  const std::string path = directory.path() + "/log";
  { const LogFile file(path, 0ms); }
  CHECK_FALSE(std::filesystem::exists(path));
  directory.write("log", "");
  { const LogFile file(path, 0ms); }
  CHECK(std::filesystem::exists(path));
}

TEST_CASE("one at a time has a log") {
  const test::TemporaryDirectory directory;
  const std::string path = directory.path() + "/log";
  const LogFile file(path, 0ms);
  CHECK_THROWS_WITH(LogFile(path, 50ms),
                    Catch::Matchers::EndsWith("another process keeps it locked"));
  CHECK(std::filesystem::exists(path));
}

}  // namespace
}  // namespace coffer::app
