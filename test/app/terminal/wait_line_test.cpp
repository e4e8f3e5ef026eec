#include "app/terminal/wait_line.hpp"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "app/system/descriptor.hpp"
#include "test/catch.hpp"

namespace coffer::app {

TEST_CASE("a signal is left to the thread that waits") {
  const Descriptor terminal(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  const Streams streams{.out = terminal.number(), .err = terminal.number()};
  const Environment environment([](const char*) { return "xterm"; });
  std::atomic<bool> asked = false;
  std::atomic<bool> blocked = false;
  const WaitLine waiting({}, environment, streams, [&] {
    sigset_t mask;
    ::pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    blocked = ::sigismember(&mask, SIGINT) == 1 && ::sigismember(&mask, SIGTERM) == 1;
    asked = true;
    return std::string("a reply");
  });
  while (!asked) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  CHECK(blocked);
}

TEST_CASE("progress is a bar of twenty cells") {
  CHECK(bar(0, 200) == "[--------------------]");
  CHECK(bar(9, 200) == "[--------------------]");
  CHECK(bar(50, 200) == "[#####---------------]");
  CHECK(bar(200, 200) == "[####################]");
}

}  // namespace coffer::app
