#include "lib/src/net/percent.hpp"

#include "test/catch.hpp"

namespace coffer {
namespace {

TEST_CASE("What has a meaning in a URL is encoded") {
  CHECK(percent_encoded("A-z0._~") == "A-z0._~");
  CHECK(percent_encoded("a b&c=\xC3\xA9/%") == "a%20b%26c%3D%C3%A9%2F%25");
}

TEST_CASE("What is encoded is decoded, and what only seems to be is refused") {
  CHECK(percent_decoded("a%20b%2f%C3%a9+")->reveal() == "a b/\xC3\xA9+");
  for (const char* text : {"%", "%4", "a%4", "%4g", "%-1", "%+1", "% 1"}) {
    CAPTURE(text);
    CHECK_FALSE(percent_decoded(text));
  }
}

}  // namespace
}  // namespace coffer
