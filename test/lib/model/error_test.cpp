#include "coffer/error.hpp"

#include <string_view>

#include "test/catch.hpp"

namespace coffer {

TEST_CASE("every kind of error has the name that JSON errors show") {
  CHECK(name(ErrorKind::internal) == "internal");
  CHECK(name(ErrorKind::usage) == "usage");
  CHECK(name(ErrorKind::config) == "config");
  CHECK(name(ErrorKind::auth) == "auth");
  CHECK(name(ErrorKind::network) == "network");
  CHECK(name(ErrorKind::tls) == "tls");
  CHECK(name(ErrorKind::unavailable) == "unavailable");
  CHECK(name(ErrorKind::rejected) == "rejected");
  CHECK(name(ErrorKind::reply) == "reply");
  CHECK(name(ErrorKind::output) == "output");
  CHECK(name(ErrorKind::condition) == "condition");
}

TEST_CASE("an error says its message as an exception") {
  const Error error(ErrorKind::network, "connect: refused", "try later");
  CHECK(std::string_view(static_cast<const std::exception&>(error).what()) == "connect: refused");
  CHECK(error.hint == "try later");
  CHECK_FALSE(error.retryable);
}

}  // namespace coffer
