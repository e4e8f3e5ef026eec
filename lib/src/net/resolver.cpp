#include "resolver.hpp"

#include <fmt/format.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <exception>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>
#include <utility>

#include "coffer/error.hpp"
#include "socket.hpp"

namespace coffer {
namespace {

Lookup look_up(const std::string& host, AddressFamily family) {
  Lookup lookup;
  addrinfo hints{};
  hints.ai_family = family == AddressFamily::ipv4 ? AF_INET : AF_INET6;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  errno = 0;
  const int problem = ::getaddrinfo(host.c_str(), nullptr, &hints, &found);
  // Without a descriptor for the system's files it may say that there is no such host.
  const int cause = problem == EAI_MEMORY ? ENOMEM : errno;
  if (problem != 0) {
    const bool is_unknown =
        problem == EAI_NONAME || problem == EAI_NODATA || problem == EAI_ADDRFAMILY;
    lookup.at_system_limit = is_system_limit(cause);
    lookup.retryable = lookup.at_system_limit || !is_unknown;
    lookup.failure = lookup.at_system_limit ? std::generic_category().message(cause)
                     : is_unknown           ? "unknown host"
                                            : ::gai_strerror(problem);
    return lookup;
  }

  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> addresses(found, ::freeaddrinfo);
  for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
    std::array<char, NI_MAXHOST> text;
    const int failed = ::getnameinfo(each->ai_addr, each->ai_addrlen, text.data(), text.size(),
                                     nullptr, 0, NI_NUMERICHOST);
    if (failed == 0 && std::ranges::find(lookup.addresses, text.data()) == lookup.addresses.end()) {
      lookup.addresses.emplace_back(text.data());
    }
  }
  return lookup;
}

}  // namespace

struct Resolver::Shared {
  std::string host;
  Socket event;
  std::mutex mutex;
  std::vector<AddressFamily> to_do;
  std::vector<Lookup> done;
  bool one_is_enough = false;

  // Looks up what nobody else has begun to.
  static void work(const std::shared_ptr<Shared>& self);
};

void Resolver::Shared::work(const std::shared_ptr<Shared>& self) {
  std::unique_lock lock(self->mutex);
  while (!self->to_do.empty()) {
    const AddressFamily family = self->to_do.back();
    self->to_do.pop_back();
    lock.unlock();
    Lookup lookup;
    try {
      lookup = look_up(self->host, family);
    } catch (const std::bad_alloc&) {
      lookup.failure = "no memory to look the host name up";
      lookup.at_system_limit = true;
    }
    lock.lock();
    if (self->one_is_enough && !lookup.addresses.empty()) self->to_do.clear();
    self->done.push_back(std::move(lookup));
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t count = ::write(self->event.descriptor(), &one, sizeof one);
  }
}

Resolver::Resolver(const std::string& host, AddressFamily family)
    : shared_(std::make_shared<Shared>()) {
  shared_->host = host;
  shared_->event = Socket(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  // The last one is looked up first where one thread has to do both.
  for (const AddressFamily each : {AddressFamily::ipv6, AddressFamily::ipv4}) {
    if (family == AddressFamily::any || family == each) shared_->to_do.push_back(each);
  }
  awaited_ = shared_->to_do.size();

  // The threads take no signals: one to the process must reach a thread that expects it.
  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  std::size_t started = 0;
  try {
    for (; shared_->event && started < awaited_; ++started) {
      std::thread(Shared::work, shared_).detach();
    }
  } catch (const std::exception&) {
    // The system has no room for that many.
  }
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (started > 0) return;
  // No deadline ends this, and a name server may swallow the questions of one family.
  shared_->one_is_enough = true;
  Shared::work(shared_);
  awaited_ = shared_->done.size();
}

int Resolver::descriptor() const { return awaited_ > 0 ? shared_->event.descriptor() : -1; }

std::vector<Lookup> Resolver::take() {
  const std::lock_guard lock(shared_->mutex);
  std::uint64_t written = 0;
  [[maybe_unused]] const ssize_t size =
      ::read(shared_->event.descriptor(), &written, sizeof written);
  awaited_ -= shared_->done.size();
  return std::exchange(shared_->done, {});
}

}  // namespace coffer
