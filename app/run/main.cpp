#include <fcntl.h>
#include <malloc.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <span>

#include "app/run/run.hpp"
#include "app/system/signals.hpp"

int main(int argc, char** argv) {
  // Each thread with a heap of its own costs a system call for each page of it, and memory. Threads
  // here wait for the network most of the time and do not stand in each other's way.
  ::mallopt(M_ARENA_MAX, 1);  // NOLINT(concurrency-mt-unsafe): no other thread runs yet

  // A crash must not leave the secret in a file, nor may another process of the user read it.
  const rlimit none{};
  ::setrlimit(RLIMIT_CORE, &none);
  ::prctl(PR_SET_DUMPABLE, 0);

  // A standard descriptor that is closed would be given to the next file or socket that is opened,
  // and the result be written there. Reserved like this, reading and writing it still fails.
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(descriptor, F_GETFD) >= 0) continue;
    ::open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  }

  // Else a limit on the size of files ends the process instead of failing the write.
  std::signal(SIGXFSZ, SIG_IGN);

  // A reader that goes away ends the program, whatever the program was started by does with
  // SIGPIPE: Python, for one, ignores it.
  std::signal(SIGPIPE, SIG_DFL);
  const sigset_t pipe = coffer::app::set_of({SIGPIPE});
  ::pthread_sigmask(SIG_UNBLOCK, &pipe, nullptr);

  if (::getpid() == 1) coffer::app::restore_defaults();
  const std::span arguments(argv, static_cast<std::size_t>(argc));
  const int status = coffer::app::run(arguments.subspan(argc > 0 ? 1 : 0),
                                      coffer::app::Environment(::getenv), coffer::app::Streams{});
  if (status > 128) {
    // The signal itself ends the process, so that a shell's loop ends as well.
    std::signal(status - 128, SIG_DFL);
    std::raise(status - 128);
  }
  return status;
}
