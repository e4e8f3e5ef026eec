#include "dial.hpp"

#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <system_error>
#include <utility>

#include "authority.hpp"
#include "coffer/text.hpp"

namespace coffer {
namespace {

using namespace std::chrono_literals;

constexpr auto attempt_delay = 200ms;
constexpr auto resolution_delay = 50ms;

std::string text_of(int error) { return std::generic_category().message(error); }

// Begins to connect. Sets `error` to EINPROGRESS, to 0 or to why it failed.
Socket start_connecting(const std::string& address, int port, int& error) {
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  error = EADDRNOTAVAIL;
  if (::getaddrinfo(address.c_str(), fmt::to_string(port).c_str(), &hints, &found) != 0) {
    return Socket();
  }
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> target(found, ::freeaddrinfo);
  Socket socket(::socket(target->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  error = errno;
  if (!socket) return socket;
  const int on = 1;
  ::setsockopt(socket.descriptor(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  const bool done = ::connect(socket.descriptor(), target->ai_addr, target->ai_addrlen) == 0;
  error = done ? 0 : errno;
  return socket;
}

}  // namespace

std::string duration_text(std::chrono::microseconds duration) {
  using namespace std::chrono;
  if (duration < 100ms) return fmt::format("{} ms", ceil<milliseconds>(duration).count());
  const auto tenths = (duration.count() + 50'000) / 100'000;
  if (duration < 2min && tenths % 10 != 0) return fmt::format("{}.{} s", tenths / 10, tenths % 10);
  if (duration < 2min) return fmt::format("{} s", tenths / 10);
  if (duration < 2h) return fmt::format("{} minutes", round<minutes>(duration).count());
  if (duration < days(2)) return fmt::format("{} hours", round<hours>(duration).count());
  if (duration < years(2)) return fmt::format("{} days", round<days>(duration).count());
  return fmt::format("{} years", round<years>(duration).count());
}

std::string summary(const DialAttempt& attempt) {
  std::string text = fmt::format("{} {}", attempt.address, attempt.ending);
  if (attempt.ending.starts_with("no ")) {
    text += fmt::format(" in {}", duration_text(attempt.duration));
  }
  return text;
}

Dialer::Dialer(std::string host, int port, AddressFamily family, bool loopback_only)
    : host_(std::move(host)), port_(port), family_(family), loopback_only_(loopback_only) {
  if (!is_address(host_)) {
    resolver_.emplace(host_, family_);
    return;
  }
  const AddressFamily own = is_ipv6(host_) ? AddressFamily::ipv6 : AddressFamily::ipv4;
  Lookup itself;
  if (family_ == AddressFamily::any || family_ == own) itself.addresses.push_back(host_);
  add(itself);
}

void Dialer::add(const Lookup& lookup) {
  at_system_limit_ = at_system_limit_ || lookup.at_system_limit;
  may_be_found_later_ = may_be_found_later_ || lookup.retryable;
  if (lookup_failure_.empty() || lookup.retryable) lookup_failure_ = lookup.failure;
  for (const std::string& address : lookup.addresses) {
    if (loopback_only_ && !is_loopback_address(address)) {
      lookup_failure_ = "no loopback address, and http:// is for loopback only";
      continue;
    }
    addresses_.push_back(address);
    (is_ipv6(address) ? ipv6_ : ipv4_).push_back(address);
  }
}

void Dialer::take_lookups() {
  if (!resolver_) return;
  for (const Lookup& lookup : resolver_->take()) {
    add(lookup);
    const auto now = Deadline::clock::now();
    const bool is_last = resolver_->descriptor() < 0;
    ipv4_start_ = is_last ? now : now + resolution_delay;
    if (!addresses_.empty() || is_last) lookup_time_ = lookup_time_.value_or(time_since(begin_));
  }
}

bool Dialer::has_addresses() const { return !ipv6_.empty() || !ipv4_.empty(); }

// An IPv4 connection has waited for IPv6 addresses, not the other way round.
bool Dialer::expects_addresses() const {
  return has_addresses() || (is_looking_up() && is_ipv6(last_address()));
}

bool Dialer::is_looking_up() const { return resolver_ && resolver_->descriptor() >= 0; }

// When a further address is due.
Deadline Dialer::next_start() const {
  if (!has_addresses()) return Deadline::max();
  return ipv6_.empty() ? std::max(next_start_, ipv4_start_) : next_start_;
}

void Dialer::start_next() {
  const auto now = Deadline::clock::now();
  const bool ipv4 = ipv6_.empty() || (ipv4_is_next_ && !ipv4_.empty() && now >= ipv4_start_);
  std::deque<std::string>& queue = ipv4 ? ipv4_ : ipv6_;
  auto attempt = std::ranges::find(attempts_, queue.front(), &DialAttempt::address);
  if (attempt == attempts_.end()) {
    attempts_.emplace_back().address = queue.front();
    attempt = attempts_.end() - 1;
  }
  queue.pop_front();
  ipv4_is_next_ = !ipv4;

  int error = 0;
  Pending pending{.socket = start_connecting(attempt->address, port_, error),
                  .attempt = static_cast<std::size_t>(attempt - attempts_.begin()),
                  .start = now};
  if (error == 0 || error == EINPROGRESS) {
    pending_.push_back(std::move(pending));
    next_start_ = now + attempt_delay;
  } else {
    at_system_limit_ = at_system_limit_ || is_system_limit(error);
    end(pending.attempt, pending.start, text_of(error));
  }
}

Socket Dialer::dial(const WaitLimit& limit) {
  for (;;) {
    take_lookups();
    const auto now = Deadline::clock::now();
    const bool is_over = pending_.empty() && !has_addresses() && !is_looking_up();
    if (now >= next_start()) {
      start_next();  // one also where no time is left: that it had no answer is why this fails
    } else if (is_over || now >= limit.deadline) {
      for (const Pending& each : std::exchange(pending_, {}))
        end(each.attempt, each.start, "no answer");
      return Socket();
    } else if (Socket socket = wait({std::min(next_start(), limit.deadline), limit.interrupt})) {
      return socket;
    }
  }
}

// Waits until something happens. Returns a socket that has connected.
Socket Dialer::wait(const WaitLimit& limit) {
  std::vector<pollfd> events;
  for (const Pending& each : pending_) events.push_back({each.socket.descriptor(), POLLOUT, 0});
  events.push_back({resolver_ ? resolver_->descriptor() : -1, POLLIN, 0});
  if (!poll_until(events, limit)) return Socket();
  const auto happened = std::ranges::find_if(events, &pollfd::revents);
  const auto at = happened - events.begin();
  if (at == std::ssize(pending_)) return Socket();  // a lookup has ended
  Pending pending = std::move(pending_[static_cast<std::size_t>(at)]);
  pending_.erase(pending_.begin() + at);
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(pending.socket.descriptor(), SOL_SOCKET, SO_ERROR, &error, &size);
  if (error == 0) return win(std::move(pending));
  end(pending.attempt, pending.start, text_of(error));
  next_start_ = Deadline::min();
  return Socket();
}

// Closes the other connections. Those that had no time to answer may be made again.
Socket Dialer::win(Pending winner) {
  end(winner.attempt, winner.start, "connected");
  last_ = winner.attempt;
  attempts_[last_].connected = true;
  for (const Pending& each : std::exchange(pending_, {})) {
    end(each.attempt, each.start, "no answer");
    const DialAttempt& attempt = attempts_[each.attempt];
    if (attempt.duration >= attempt_delay) continue;
    (is_ipv6(attempt.address) ? ipv6_ : ipv4_).push_front(attempt.address);
  }
  next_start_ = Deadline::min();
  return std::move(winner.socket);
}

void Dialer::end(std::size_t attempt, Deadline start, std::string ending) {
  attempts_[attempt].ending = std::move(ending);
  attempts_[attempt].duration = time_since(start);
}

Error Dialer::failure() const {
  Error error(ErrorKind::network, lookup_failure_);
  error.retryable = !attempts_.empty() || is_looking_up() || may_be_found_later_;
  error.at_system_limit = at_system_limit_;
  if (attempts_.size() == 1 && attempts_.front().address == host_) {
    error.message = summary(attempts_.front()).substr(host_.size() + 1);
  } else if (!attempts_.empty()) {
    std::vector<std::string> summaries(attempts_.size());
    std::ranges::transform(attempts_, summaries.begin(), summary);
    error.message = join(summaries, ", ");
  } else if (is_looking_up()) {
    error.message =
        fmt::format("the host name was not resolved within {}", duration_text(time_since(begin_)));
  } else if (family_ != AddressFamily::any && !may_be_found_later_) {
    error.message = family_ == AddressFamily::ipv4 ? "no IPv4 address" : "no IPv6 address";
  }
  return error;
}

}  // namespace coffer
