#include "app/log/log_name.hpp"

#include <filesystem>

#include "test/catch.hpp"
#include "test/support/run_coffer.hpp"

namespace coffer::app {
namespace {

using Names = std::vector<std::string>;

TEST_CASE("the rotated parts of a log have one name") {
  for (const char* name : {"main", "main.csv", "main.jsonl", "main.csv.1", "main.csv.2.gz",
                           "main.csv-20261101", "main.csv-20261101.gz", "main-20261101.csv",
                           "main-20261101.csv.gz", "main.csv-20261101-1793491200"}) {
    CHECK(log_names({name}) == Names{"main"});
  }
  CHECK(log_names({"sub-1.csv"}) == Names{"sub-1"});
  CHECK(log_names({"sub.1.csv"}) == Names{"sub.1"});
  CHECK(log_names({"a.b.csv"}) == Names{"a.b"});
  CHECK(log_names({".hidden"}) == Names{".hidden"});
  CHECK(log_names({".1"}) == Names{".1"});
}

TEST_CASE("names that are alike in different folders have the folders that tell them apart") {
  CHECK(log_names({"a/log.csv", "b/log.csv", "b/log.csv.1", "b/other.csv", "-"}) ==
        Names{"a/log", "b/log", "b/log", "other", "-"});
  CHECK(log_names({"x/log.csv", "./x/../x/log.csv.1"}) == Names{"log", "log"});
  CHECK(log_names({"/h/1/x/log", "/h/2/x/log", "/h/2/y/log"}) ==
        Names{"1/x/log", "2/x/log", "2/y/log"});
}

TEST_CASE("the predecessor of a log is the latest that a rotation left") {
  const test::TemporaryDirectory directory;
  const std::string log = directory.path() + "/main.csv";
  const auto found = [&] {
    const auto path = predecessor(log);
    return path ? std::filesystem::path(*path).filename().string() : "";
  };
  for (const char* other : {"main.csv", "main.csv.bak", "main-2.csv", "maintenance.csv.1",
                            "other.csv.1", ".torn-main.csv"}) {
    directory.write(other, "");
  }
  std::filesystem::create_directory(directory.path() + "/main.csv.1");
  CHECK(found().empty());
  directory.write("main.csv.10.gz", "");
  CHECK(found() == "main.csv.10.gz");
  directory.write("main.csv.2.gz", "");
  CHECK(found() == "main.csv.2.gz");
  directory.write("main.csv.2", "");
  CHECK(found() == "main.csv.2");

  const test::TemporaryDirectory dated;
  dated.write("main.csv-20261001.gz", "");
  dated.write("main.csv-20261101.gz", "");
  CHECK(predecessor(dated.path() + "/main.csv") == dated.path() + "/main.csv-20261101.gz");
  dated.write("main-20261102.csv", "");
  CHECK(predecessor(dated.path() + "/main.csv") == dated.path() + "/main-20261102.csv");
}

}  // namespace
}  // namespace coffer::app
