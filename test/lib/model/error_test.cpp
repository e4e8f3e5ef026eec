#include "coffer/error.hpp"

#include <cerrno>

#include "test/catch.hpp"

namespace coffer {

TEST_CASE("what the system has no room for is told from what does not answer") {
  for (const int limit : {EMFILE, ENFILE, ENOMEM, ENOBUFS}) CHECK(is_system_limit(limit));
  for (const int other : {0, ECONNREFUSED, ENETUNREACH, EACCES})
    CHECK_FALSE(is_system_limit(other));
}

}  // namespace coffer
