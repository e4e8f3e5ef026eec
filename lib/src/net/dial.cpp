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
#include "coffer/error.hpp"
#include "poll.hpp"

namespace coffer {
namespace {

using namespace std::chrono_literals;

constexpr auto attempt_delay = 200ms;
constexpr auto resolution_delay = 50ms;

std::string ending_of(int error) {
  switch (error) {
    case 0:
      return "connected";
    case ECONNREFUSED:
      return "refused";
    case ECONNRESET:
      return "reset";
    case ETIMEDOUT:
      return "no answer";
    case EHOSTUNREACH:
      return "host unreachable";
    case ENETUNREACH:
    case EADDRNOTAVAIL:
    case EAFNOSUPPORT:
      return "network unreachable";
    default:
      if (is_system_limit(error)) {
        return fmt::format("not dialed: {} (this system's limit)",
                           std::generic_category().message(error));
      }
      return std::generic_category().message(error);
  }
}

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

bool is_ipv6(const std::string& address) { return address.find(':') != address.npos; }

}  // namespace

std::string duration_text(std::chrono::microseconds duration) {
  if (duration < 100ms) return fmt::format("{} ms", duration / 1ms + 1);
  const auto tenths = (duration.count() + 50'000) / 100'000;
  return tenths % 10 == 0 ? fmt::format("{} s", tenths / 10)
                          : fmt::format("{}.{} s", tenths / 10, tenths % 10);
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
  for (const std::string& address : lookup.addresses) {
    if (loopback_only_ && !is_loopback_address(address)) continue;
    addresses_.push_back(address);
    (is_ipv6(address) ? ipv6_ : ipv4_).push_back(address);
  }
  lookups_.push_back(lookup);
}

void Dialer::take_lookups() {
  while (auto lookup = resolver_ ? resolver_->take() : std::nullopt) {
    add(*lookup);
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
    end(pending, ending_of(error));
  }
}

Socket Dialer::dial(const WaitLimit& limit) {
  for (;;) {
    take_lookups();
    if (Deadline::clock::now() >= next_start()) {
      start_next();
    } else if (pending_.empty() && !is_looking_up()) {
      return Socket();
    } else if (Socket socket = wait(limit)) {
      return socket;
    }
  }
}

// Waits until something happens or a further address is due. Returns a socket that has connected.
Socket Dialer::wait(const WaitLimit& limit) {
  std::vector<pollfd> events;
  for (const Pending& each : pending_) events.push_back({each.socket.descriptor(), POLLOUT, 0});
  events.push_back({resolver_ ? resolver_->descriptor() : -1, POLLIN, 0});
  try {
    poll_until(events, {std::min(next_start(), limit.deadline), limit.interrupt});
  } catch (const TimedOut&) {
    if (Deadline::clock::now() < limit.deadline) return Socket();
    for (const Pending& each : std::exchange(pending_, {})) end(each, "no answer");
    throw;
  }
  std::optional<Pending> winner;
  for (std::size_t i = pending_.size(); i-- > 0;) {
    if (events[i].revents == 0) continue;
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(pending_[i].socket.descriptor(), SOL_SOCKET, SO_ERROR, &error, &size);
    if (error == 0 && winner) continue;
    Pending pending = std::move(pending_[i]);
    pending_.erase(pending_.begin() + static_cast<std::ptrdiff_t>(i));
    if (error == 0) {
      winner = std::move(pending);
    } else {
      end(pending, ending_of(error));
      next_start_ = Deadline::min();
    }
  }
  return winner ? win(*std::move(winner)) : Socket();
}

// Closes the other connections. Those that had no time to answer may be made again.
Socket Dialer::win(Pending winner) {
  end(winner, "connected");
  last_ = winner.attempt;
  attempts_[last_].connected = true;
  for (const Pending& each : std::exchange(pending_, {})) {
    end(each, "no answer");
    const DialAttempt& attempt = attempts_[each.attempt];
    if (attempt.duration >= attempt_delay) continue;
    (is_ipv6(attempt.address) ? ipv6_ : ipv4_).push_front(attempt.address);
  }
  next_start_ = Deadline::min();
  return std::move(winner.socket);
}

void Dialer::end(const Pending& pending, std::string ending) {
  DialAttempt& attempt = attempts_[pending.attempt];
  attempt.ending = std::move(ending);
  attempt.duration = time_since(pending.start);
}

void Dialer::set_failed(std::string ending, std::chrono::microseconds duration) {
  attempts_[last_].ending = std::move(ending);
  attempts_[last_].duration = duration;
}

std::string Dialer::failure() const {
  if (attempts_.size() == 1 && attempts_.front().address == host_) {
    const std::string text = summary(attempts_.front()).substr(host_.size() + 1);
    const bool is_state = text == "refused" || text == "reset" || text.starts_with("closed");
    return is_state ? "connection " + text : text;
  }
  std::string text;
  for (const DialAttempt& each : attempts_) {
    text += fmt::format("{}{}", text.empty() ? "" : ", ", summary(each));
  }
  if (!text.empty()) return text;
  if (is_looking_up()) {
    return fmt::format("the host name was not resolved within {}",
                       duration_text(time_since(begin_)));
  }
  const auto has_addresses = [](const Lookup& each) { return !each.addresses.empty(); };
  if (std::ranges::any_of(lookups_, has_addresses)) {
    return "no loopback address, and http:// is for loopback only";
  }
  const auto found = std::ranges::find_if(lookups_, &Lookup::retryable);
  if (found != lookups_.end()) return found->failure;
  if (family_ == AddressFamily::ipv4) return "no IPv4 address";
  if (family_ == AddressFamily::ipv6) return "no IPv6 address";
  return lookups_.front().failure;
}

bool Dialer::is_retryable() const {
  return !attempts_.empty() || is_looking_up() || std::ranges::any_of(lookups_, &Lookup::retryable);
}

}  // namespace coffer
