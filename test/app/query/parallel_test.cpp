#include "app/query/parallel.hpp"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>

#include "test/catch.hpp"

namespace coffer::app {
namespace {

TEST_CASE("every index is worked on once, by no more threads than allowed") {
  std::mutex mutex;
  std::multiset<std::size_t> indexes;
  std::set<std::thread::id> threads;
  parallel_for(100, 4, [&](std::size_t index) {
    const std::lock_guard lock(mutex);
    indexes.insert(index);
    threads.insert(std::this_thread::get_id());
  });
  CHECK(indexes.size() == 100);
  CHECK(std::set(indexes.begin(), indexes.end()).size() == 100);
  CHECK(threads.size() <= 4);
}

TEST_CASE("as many calls run at the same time as there are threads") {
  std::atomic<int> running = 0;
  std::atomic<bool> met = false;
  parallel_for(2, 2, [&](std::size_t) {
    ++running;
    for (int i = 0; i < 3000 && !met; ++i) {
      if (running == 2) met = true;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  });
  CHECK(met);
}

TEST_CASE("a single call is made on the calling thread, and none is none") {
  std::thread::id thread;
  parallel_for(1, 16, [&](std::size_t) { thread = std::this_thread::get_id(); });
  CHECK(thread == std::this_thread::get_id());
  parallel_for(0, 16, [](std::size_t) { FAIL("called"); });
}

TEST_CASE("a call that throws is the last one to begin, and its exception comes out") {
  std::atomic<int> calls = 0;
  const auto work = [&](std::size_t index) {
    ++calls;
    if (index == 3) throw std::runtime_error("three");
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  };
  CHECK_THROWS_AS(parallel_for(20, 2, work), std::runtime_error);
  CHECK(calls >= 4);
  CHECK(calls < 8);
}

TEST_CASE("signals are blocked on the threads that are started and on the caller as they were") {
  const std::thread::id caller = std::this_thread::get_id();
  std::atomic<int> others = 0;
  std::atomic<int> blocked = 0;
  parallel_for(8, 2, [&](std::size_t) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    if (std::this_thread::get_id() == caller) return;
    ++others;
    sigset_t mask;
    ::pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    blocked += ::sigismember(&mask, SIGINT) == 1 && ::sigismember(&mask, SIGPIPE) == 1 ? 1 : 0;
  });
  CHECK(others > 0);
  CHECK(blocked == others);
  sigset_t mask;
  ::pthread_sigmask(SIG_SETMASK, nullptr, &mask);
  CHECK(::sigismember(&mask, SIGINT) == 0);
}

TEST_CASE("where no thread can be started the calling thread does all") {
  const pid_t child = ::fork();
  if (child == 0) {
    [[maybe_unused]] const bool bounded = ::geteuid() != 0 || ::setuid(65534) == 0;
    const rlimit one{.rlim_cur = 1, .rlim_max = 1};
    ::setrlimit(RLIMIT_NPROC, &one);
    int calls = 0;
    sigset_t mask;
    [&]() noexcept {
      parallel_for(5, 4, [&](std::size_t) {
        ++calls;
        ::pthread_sigmask(SIG_SETMASK, nullptr, &mask);
      });
    }();
    ::_exit(calls == 5 && ::sigismember(&mask, SIGINT) == 0 ? 0 : 1);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
}

}  // namespace
}  // namespace coffer::app
