#include "app/log/append.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <thread>

#include "app/descriptor.hpp"
#include "coffer/error.hpp"
#include "test/catch.hpp"
#include "test/support/run_coffer.hpp"

namespace coffer::app {
namespace {

using namespace std::chrono_literals;
using test::TemporaryDirectory;

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Error refusal(const std::string& path, const Entry& entry = {"a,b\n", "1,2\n"}) {
  try {
    append_to_log(path, entry, 50ms);
  } catch (const Error& error) {
    CHECK(error.kind == ErrorKind::output);
    CHECK(error.message.starts_with("append to " + path + ": "));
    return error;
  }
  FAIL("the entry was appended");
  return {ErrorKind::internal, ""};
}

TEST_CASE("a new or empty log gets the header, an old one rows only") {
  const TemporaryDirectory directory;
  for (const std::string& path : {directory.path() + "/new", directory.write("empty", "", 0600)}) {
    CHECK(append_to_log(path, {"a,b\n", "1,2\n"}).empty());
    CHECK(append_to_log(path, {"a,b\n", "3,4\n5,6\n"}).empty());
    CHECK(content(path) == "a,b\n1,2\n3,4\n5,6\n");
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 07777) == 0600);
  }
}

TEST_CASE("a result without rows leaves the header in a new log, and an old one as it is") {
  const TemporaryDirectory directory;
  const std::string path = directory.path() + "/log";
  append_to_log(path, {"a,b\n", ""});
  append_to_log(path, {"a,b\n", ""});
  CHECK(content(path) == "a,b\n");
}

TEST_CASE("a log without a header line takes every row") {
  const TemporaryDirectory directory;
  const std::string path = directory.path() + "/log";
  append_to_log(path, {"", "{}\n"});
  append_to_log(path, {"", "{\"a\":1}\n"});
  CHECK(content(path) == "{}\n{\"a\":1}\n");
}

TEST_CASE("a log with another header is refused and left as it is") {
  const TemporaryDirectory directory;
  for (const char* text : {"a,c\n1,2\n", "a\n", "a,b,c\n1,2,3\n", "a,b\r\n1,2\r\n", "x", "\n",
                           "\na,b\n", "{\"a\":1}\n"}) {
    INFO(text);
    const std::string path = directory.write("log", text);
    CHECK(refusal(path).message.ends_with("it has other columns than those to be written"));
    CHECK(content(path) == text);
  }
}

TEST_CASE("JSON lines are not appended to a log of CSV") {
  const TemporaryDirectory directory;
  const std::string path = directory.write("log", "a,b\n1,2\n");
  CHECK(refusal(path, {"", "{}\n"}).message.ends_with("it is no log of JSON lines"));
  CHECK(content(path) == "a,b\n1,2\n");
}

TEST_CASE("a last line without its end is ended and reported") {
  const TemporaryDirectory directory;
  const std::string path = directory.write("log", "a,b\n1,2\n3");
  CHECK(append_to_log(path, {"a,b\n", "5,6\n"}).starts_with("the last line was cut short"));
  CHECK(content(path) == "a,b\n1,2\n3\n5,6\n");
  CHECK(append_to_log(path, {"a,b\n", "7,8\n"}).empty());

  const std::string lines = directory.write("lines", "{\"a\"");
  CHECK_FALSE(append_to_log(lines, {"", "{}\n"}).empty());
  CHECK(content(lines) == "{\"a\"\n{}\n");
}

TEST_CASE("a header that was cut short is made whole and reported") {
  const TemporaryDirectory directory;
  for (const char* torn : {"a", "a,", "a,b"}) {
    const std::string path = directory.write("log", torn);
    CHECK(append_to_log(path, {"a,b\n", "1,2\n"}).starts_with("the header line was cut short"));
    CHECK(content(path) == "a,b\n1,2\n");
  }
}

TEST_CASE("a link to a log is followed, and anything but a regular file refused at once") {
  const TemporaryDirectory directory;
  const std::string log = directory.write("log", "a,b\n", 0644);
  const std::string link = directory.path() + "/link";
  std::filesystem::create_symlink(log, link);
  append_to_log(link, {"a,b\n", "1,2\n"});
  CHECK(content(log) == "a,b\n1,2\n");
  CHECK(std::filesystem::is_symlink(link));

  const std::string fifo = directory.path() + "/fifo";
  REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  const std::string dangling = directory.path() + "/dangling";
  std::filesystem::create_symlink(directory.path() + "/nowhere", dangling);
  for (const std::string& path : {fifo, directory.path(), std::string("/dev/null"), dangling,
                                  directory.path() + "/no/such/folder"}) {
    INFO(path);
    refusal(path);
  }
  CHECK_FALSE(std::filesystem::exists(directory.path() + "/nowhere"));
}

TEST_CASE("a log that another process keeps locked is refused after a while") {
  const TemporaryDirectory directory;
  const std::string path = directory.write("log", "a,b\n");
  const Descriptor other(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  REQUIRE(::flock(other.number(), LOCK_EX) == 0);
  CHECK(refusal(path).message.ends_with("another process keeps it locked"));
  CHECK(content(path) == "a,b\n");
  REQUIRE(::flock(other.number(), LOCK_UN) == 0);
  append_to_log(path, {"a,b\n", "1,2\n"}, 0ms);
  CHECK(content(path) == "a,b\n1,2\n");
}

TEST_CASE("a write that comes to the limit on the size of files is taken back") {
  const TemporaryDirectory directory;
  const std::string path = directory.write("log", "a,b\n1,2\n3");
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  for (const rlim_t size : {9U, 10U, 11U, 14U}) {
    const rlimit limit{.rlim_cur = size, .rlim_max = before.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &limit) == 0);
    const Error error = refusal(path, {"a,b\n", "4,5\n6,7\n"});
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
    CHECK(error.hint == "make room, or rotate it; the file is as it was before");
    CHECK(content(path) == "a,b\n1,2\n3");
  }
  std::signal(SIGXFSZ, handler);
}

// Counts the lines "WRITER,ROUND" in the logs of a directory; each log begins with one header.
std::map<std::string, int> count_lines(const std::string& directory) {
  std::map<std::string, int> lines;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    std::ifstream file(entry.path());
    std::string line;
    std::getline(file, line);
    CHECK(line == "writer,round");
    while (std::getline(file, line)) ++lines[line];
  }
  return lines;
}

TEST_CASE("nothing is lost or torn by sixteen writers and a log that is moved away") {
  constexpr int writers = 16;
  constexpr int rounds = 200;
  const TemporaryDirectory directory;
  const std::string path = directory.path() + "/log";
  std::atomic<int> running = writers;
  std::vector<std::thread> threads;
  for (int writer = 0; writer < writers; ++writer) {
    threads.emplace_back([&, writer] {
      for (int round = 0; round < rounds; ++round) {
        const std::string row = std::to_string(writer) + "," + std::to_string(round) + "\n";
        append_to_log(path, {"writer,round\n", row}, 60s);
      }
      --running;
    });
  }
  for (int moved = 0; running > 0; ++moved) {
    std::this_thread::sleep_for(20ms);
    std::error_code ignored;  // right after a move there may be no file yet
    std::filesystem::rename(path, path + std::to_string(moved), ignored);
  }
  for (std::thread& thread : threads) thread.join();

  const auto lines = count_lines(directory.path());
  CHECK(lines.size() == writers * rounds);
  for (const auto& [line, count] : lines) CHECK((count == 1 && line.find(',') != line.npos));
}

}  // namespace
}  // namespace coffer::app
