#include "app/accounts/group_cache.hpp"

#include <filesystem>
#include <fstream>

#include "test/catch.hpp"
#include "test/support/run_coffer.hpp"

namespace coffer::app {
namespace {

std::string only_file(const std::string& directory) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    files.push_back(entry.path());
  }
  REQUIRE(files.size() == 1);
  return files.front();
}

TEST_CASE("a remembered group is recalled by the next run, for the same host and key only") {
  const test::TemporaryDirectory directory;
  const std::string path = directory.path() + "/cache/coffer";
  GroupCache(path, "https://ascendex.com", "key").remember(6);
  CHECK(GroupCache(path, "https://ascendex.com", "key").recall() == 6);
  CHECK_FALSE(GroupCache(path, "https://ascendex.com", "other").recall());
  CHECK_FALSE(GroupCache(path, "https://bitmax.io", "key").recall());
}

TEST_CASE("the file names neither host nor key") {
  const test::TemporaryDirectory directory;
  const std::string path = directory.path() + "/coffer";
  GroupCache(path, "https://ascendex.com", "key").remember(6);
  const std::string file = only_file(path);
  CHECK(file.find("key") == std::string::npos);
  CHECK(file.find("ascendex") == std::string::npos);
}

TEST_CASE("a forgotten group is gone, and so is its file") {
  const test::TemporaryDirectory directory;
  GroupCache cache(directory.path() + "/coffer", "https://ascendex.com", "key");
  cache.remember(6);
  cache.forget();
  CHECK_FALSE(cache.recall());
  CHECK(std::filesystem::is_empty(directory.path() + "/coffer"));
}

TEST_CASE("a damaged file is the same as none") {
  const auto* const content = GENERATE("", "6", "6x\n", "-1\n", "99999999999\n", " 6\n", "6\n\n");
  const test::TemporaryDirectory directory;
  GroupCache(directory.path(), "https://ascendex.com", "key").remember(6);
  std::ofstream(only_file(directory.path())) << content;
  CHECK_FALSE(GroupCache(directory.path(), "https://ascendex.com", "key").recall());
}

TEST_CASE(
    "without a directory, and in one that cannot be written, a group lives as long as the object") {
  const std::optional<std::string> directory =
      GENERATE(std::optional<std::string>(), std::optional<std::string>("/dev/null/coffer"));
  GroupCache cache(directory, "https://ascendex.com", "key");
  CHECK_FALSE(cache.recall());
  cache.remember(7);
  CHECK(cache.recall() == 7);
  CHECK_FALSE(GroupCache(directory, "https://ascendex.com", "key").recall());
}

}  // namespace
}  // namespace coffer::app
