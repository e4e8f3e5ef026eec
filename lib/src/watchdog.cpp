#include "watchdog.hpp"

#include <fcntl.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <exception>

#include "coffer/error.hpp"

namespace coffer {
namespace {

using namespace std::chrono_literals;

// std::regex takes some 300 bytes of it for each byte of a status line.
constexpr std::size_t stack_size = 32 << 20;

// A shutdown before the connection is begun has no effect, so it is repeated.
constexpr auto between_shutdowns = 2ms;
constexpr auto between_looks = 10ms;

struct Abandoned {};

std::optional<tcp_info> inspect(int socket) {
  tcp_info info{};
  socklen_t size = sizeof(info);
  if (getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return std::nullopt;
  return info;
}

std::uint64_t bytes_unread(int socket) {
  int count = 0;
  return ioctl(socket, FIONREAD, &count) == 0 ? static_cast<std::uint64_t>(count) : 0;
}

std::uint64_t bytes_read(int socket) {
  const auto info = inspect(socket);
  if (!info) return 0;
  const std::uint64_t received = info->tcpi_bytes_received;
  return received - std::min(received, bytes_unread(socket));
}

}  // namespace

struct Watchdog::Thread {
  std::shared_ptr<Watchdog> watchdog;
  Work work;
  std::exception_ptr failure;

  static void* main(void* argument) {
    const auto self =
        *std::unique_ptr<std::shared_ptr<Thread>>(static_cast<std::shared_ptr<Thread>*>(argument));
    try {
      self->work(*self->watchdog);
    } catch (const Abandoned&) {
      return nullptr;
    } catch (...) {
      self->failure = std::current_exception();
    }
    {
      const std::lock_guard lock(self->watchdog->mutex_);
      self->watchdog->done_ = true;
    }
    self->watchdog->changed_.notify_one();
    return nullptr;
  }
};

bool Watchdog::run(Deadline deadline, Work work) {
  const auto thread = std::make_shared<Thread>();
  thread->watchdog.reset(new Watchdog);
  thread->work = std::move(work);

  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, stack_size);
  auto* const argument = new std::shared_ptr<Thread>(thread);  // the thread deletes it
  pthread_t id;
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  const int failed = pthread_create(&id, &attributes, Thread::main, argument);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  pthread_attr_destroy(&attributes);
  if (failed != 0) {
    delete argument;
    throw Error(ErrorKind::internal, "no thread could be started",
                "`ulimit -u` and `ulimit -v` tell how many, and how much memory, are allowed");
  }

  if (!thread->watchdog->watch(deadline)) {
    pthread_detach(id);
    return false;
  }
  pthread_join(id, nullptr);
  if (thread->failure) std::rethrow_exception(thread->failure);
  return true;
}

bool Watchdog::watch(Deadline deadline) {
  std::unique_lock lock(mutex_);
  while (!done_) {
    next_look_ = std::min(deadline, limit_);
    if (must_stop(deadline)) {
      if (expired_ && !stoppable_) {
        abandoned_ = true;
        return false;
      }
      if (socket_ >= 0) shutdown(socket_, SHUT_RDWR);
      next_look_ = Deadline::clock::now() + between_shutdowns;
    } else if (socket_ < 0 || allowance_) {
      next_look_ = std::min(next_look_, Deadline::clock::now() + between_looks);
    }
    changed_.wait_until(lock, next_look_);
  }
  return true;
}

bool Watchdog::must_stop(Deadline deadline) {
  const auto now = Deadline::clock::now();
  expired_ = expired_ || now >= deadline;
  allowance_exceeded_ =
      allowance_exceeded_ || (allowance_ && socket_ >= 0 && bytes_read(socket_) > *allowance_);
  return expired_ || allowance_exceeded_ || now >= limit_;
}

void Watchdog::unstoppable(const std::function<void()>& action) {
  {
    const std::lock_guard lock(mutex_);
    stoppable_ = false;
  }
  action();
  const std::lock_guard lock(mutex_);
  stoppable_ = true;
  if (abandoned_) throw Abandoned();
}

void Watchdog::guard(int socket, std::uint64_t allowance) {
  const std::lock_guard lock(mutex_);
  if (socket_ >= 0) close(socket_);
  socket_ = fcntl(socket, F_DUPFD_CLOEXEC, 0);
  if (socket_ < 0) {
    throw Error(ErrorKind::internal, "no file descriptor was left",
                "`ulimit -n` tells how many are allowed");
  }
  allowance_ = bytes_read(socket_) + allowance;
  look_by(Deadline::clock::now() + between_looks);
}

void Watchdog::lift_allowance() {
  const std::lock_guard lock(mutex_);
  allowance_.reset();
}

void Watchdog::set_limit(Deadline time) {
  const std::lock_guard lock(mutex_);
  limit_ = time;
  look_by(time);
}

// To be woken takes the work longer than the few looks that come early.
void Watchdog::look_by(Deadline time) {
  if (time < next_look_) changed_.notify_one();
}

bool Watchdog::expired() const {
  const std::lock_guard lock(mutex_);
  return expired_;
}

bool Watchdog::allowance_exceeded() const {
  const std::lock_guard lock(mutex_);
  return allowance_exceeded_;
}

bool Watchdog::gave_up() const {
  constexpr int fin_wait_1 = 4;  // <netinet/tcp.h> has the names, but an older tcp_info as well
  constexpr int fin_wait_2 = 5;
  const std::lock_guard lock(mutex_);
  const auto info = inspect(socket_);
  const bool ended_first =
      info && (info->tcpi_state == fin_wait_1 || info->tcpi_state == fin_wait_2);
  return ended_first || bytes_unread(socket_) > 0;
}

Watchdog::~Watchdog() {
  if (socket_ >= 0) close(socket_);
}

}  // namespace coffer
