#include "lib/src/framing.hpp"

#include <string>
#include <utility>
#include <vector>

#include "test/catch.hpp"

namespace coffer {
namespace {

Framing framing(const std::vector<std::pair<std::string, std::string>>& headers) {
  Framing result;
  for (const auto& [name, value] : headers) result.add(name, value);
  return result;
}

TEST_CASE("Plain headers have no fault") {
  CHECK(framing({{"Content-Length", "16777216"}, {"Date", "x"}}).fault().empty());
  CHECK(framing({{"transfer-encoding", "Chunked"}}).fault().empty());
  CHECK(framing({{"Content-Encoding", "identity"}}).fault().empty());
  CHECK(framing({{"Content-Length", "7"}, {"content-length", "7"}}).fault().empty());
}

TEST_CASE("A length that is missing, wrong or doubtful is a fault") {
  for (const std::string length : {"", "abc", "-1", "+1", "1 ", "0x10", "1, 1"}) {
    CAPTURE(length);
    CHECK(framing({{"Content-Length", length}}).fault() == "a Content-Length that is no number");
  }
  CHECK(framing({{"Content-Length", "1"}, {"CONTENT-LENGTH", "2"}}).fault() ==
        "two different Content-Lengths");
}

TEST_CASE("An encoded body is a fault") {
  CHECK(!framing({{"Content-Encoding", "gzip"}}).fault().empty());
  CHECK(!framing({{"Transfer-Encoding", "gzip, chunked"}}).fault().empty());
}

TEST_CASE("Sizes beyond the limits are faults") {
  CHECK(framing({{"Content-Length", "16777217"}}).fault() == body_too_long);
  CHECK(framing({{"Content-Length", std::string(40, '9')}}).fault() == body_too_long);
  CHECK(framing({{"X", std::string(1 << 20, 'x')}}).fault() == headers_too_long);
}

TEST_CASE("Without a length or chunks the body ends with the connection") {
  CHECK(framing({{"Date", "x"}}).ends_with_connection());
  CHECK(!framing({{"Content-Length", "0"}}).ends_with_connection());
  CHECK(!framing({{"Transfer-Encoding", "chunked"}}).ends_with_connection());
}

}  // namespace
}  // namespace coffer
