#include "lib/src/watchdog.hpp"

#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <optional>

#include "coffer/error.hpp"
#include "test/catch.hpp"

namespace coffer {
namespace {

using namespace std::chrono_literals;

TEST_CASE("A socket that cannot be watched is an error") {
  const int guarded = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  rlimit before{};
  REQUIRE(getrlimit(RLIMIT_NOFILE, &before) == 0);
  const rlimit none{0, before.rlim_max};
  std::optional<Error> failure;
  // UBSan needs descriptors itself, so they are short for no longer than this.
  Watchdog::run(Deadline::clock::now() + 30s, [&](Watchdog& watchdog) {
    setrlimit(RLIMIT_NOFILE, &none);
    try {
      watchdog.guard(guarded, 0);
    } catch (const Error& error) {
      failure = error;
    }
    setrlimit(RLIMIT_NOFILE, &before);
  });
  close(guarded);
  REQUIRE(failure);
  CHECK(failure->kind == ErrorKind::internal);
  CHECK(failure->message == "no file descriptor was left");
}

}  // namespace
}  // namespace coffer
