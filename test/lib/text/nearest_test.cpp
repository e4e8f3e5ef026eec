#include "coffer/nearest.hpp"

#include <string_view>
#include <vector>

#include "test/catch.hpp"

namespace coffer {
namespace {

const std::vector<std::string_view> commands = {"cash", "margin", "risk", "info", "sandbox"};

}  // namespace

TEST_CASE("one edit of any sort is found") {
  CHECK(nearest("cas", commands) == "cash");    // a letter is missing
  CHECK(nearest("cashh", commands) == "cash");  // one too many
  CHECK(nearest("casj", commands) == "cash");   // another one
  CHECK(nearest("csah", commands) == "cash");   // two are swapped
  CHECK(nearest("magrin", commands) == "margin");
}

TEST_CASE("an exact candidate is the nearest, whatever its case") {
  CHECK(nearest("risk", commands) == "risk");
  CHECK(nearest("RISK", commands) == "risk");
  CHECK(nearest("INOF", commands) == "info");
}

TEST_CASE("a third of the longer length, rounded up, is near enough, and more is not") {
  CHECK(nearest("abcxx", std::vector<std::string_view>{"abcde"}) == "abcde");
  CHECK(nearest("abxxx", std::vector<std::string_view>{"abcde"}).empty());
  CHECK(nearest("abcdxx", std::vector<std::string_view>{"abcdef"}) == "abcdef");
  CHECK(nearest("abcxxx", std::vector<std::string_view>{"abcdef"}).empty());
}

TEST_CASE("what begins with the word goes before what is like it") {
  CHECK(nearest("vers", std::vector<std::string_view>{"every", "version"}) == "version");
  CHECK(nearest("v", std::vector<std::string_view>{"version"}).empty());
}

TEST_CASE("a word like none of them has no nearest") {
  CHECK(nearest("withdraw", commands).empty());
  CHECK(nearest("cash", std::vector<std::string_view>{}).empty());
}

TEST_CASE("the least edits win, and among equals the first") {
  CHECK(nearest("BTD", std::vector<std::string_view>{"BUSD", "BTC", "BTT"}) == "BTC");
  CHECK(nearest("USDD", std::vector<std::string_view>{"USDT", "USDC"}) == "USDT");
  CHECK(nearest("USDTX", std::vector<std::string_view>{"USDC", "USDT"}) == "USDT");
}

}  // namespace coffer
