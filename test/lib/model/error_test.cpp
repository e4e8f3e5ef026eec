#include "coffer/error.hpp"

#include <cerrno>
#include <string_view>

#include "test/catch.hpp"

namespace coffer {

TEST_CASE("an error says its message as an exception") {
  const Error error(ErrorKind::network, "connect: refused", "try later");
  CHECK(std::string_view(static_cast<const std::exception&>(error).what()) == "connect: refused");
  CHECK(error.hint == "try later");
  CHECK_FALSE(error.retryable);
}

TEST_CASE("what the system has no room for is told from what does not answer") {
  for (const int limit : {EMFILE, ENFILE, ENOMEM, ENOBUFS}) CHECK(is_system_limit(limit));
  for (const int other : {0, ECONNREFUSED, ENETUNREACH, EACCES})
    CHECK_FALSE(is_system_limit(other));
}

}  // namespace coffer
