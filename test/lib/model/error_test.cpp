#include "coffer/error.hpp"

#include <string_view>

#include "test/catch.hpp"

namespace coffer {

TEST_CASE("an error says its message as an exception") {
  const Error error(ErrorKind::network, "connect: refused", "try later");
  CHECK(std::string_view(static_cast<const std::exception&>(error).what()) == "connect: refused");
  CHECK(error.hint == "try later");
  CHECK_FALSE(error.retryable);
}

}  // namespace coffer
