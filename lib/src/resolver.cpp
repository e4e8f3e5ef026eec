#include "resolver.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>

namespace coffer {
namespace {

using namespace std::chrono_literals;

using Addresses = std::unique_ptr<addrinfo, void (*)(addrinfo*)>;

Addresses numeric(const std::string& address, int port) {
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &found) != 0) {
    found = nullptr;
  }
  return {found, freeaddrinfo};
}

int connect_errno(int socket, const addrinfo& address) {
  return connect(socket, address.ai_addr, address.ai_addrlen) == 0 ? 0 : errno;
}

}  // namespace

Resolution resolve(const std::string& host) {
  addrinfo hints{};
  hints.ai_flags = AI_ADDRCONFIG;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  Resolution result;
  switch (getaddrinfo(host.c_str(), nullptr, &hints, &found)) {
    case 0:
      break;
    case EAI_NONAME:
    case EAI_NODATA:
      result.failure = "no host of this name is known";
      return result;
    case EAI_AGAIN:
      result.failure = "the name server does not answer";
      result.retryable = true;
      return result;
    default:
      result.failure = "the host name could not be resolved";
      result.retryable = true;
      return result;
  }

  const Addresses addresses(found, freeaddrinfo);
  for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
    std::array<char, NI_MAXHOST> text;
    const int failed = getnameinfo(each->ai_addr, each->ai_addrlen, text.data(), text.size(),
                                   nullptr, 0, NI_NUMERICHOST);
    if (failed == 0 && std::ranges::find(result.addresses, text.data()) == result.addresses.end()) {
      result.addresses.emplace_back(text.data());
    }
  }
  return result;
}

bool is_address(const std::string& host) {
  in6_addr buffer;  // large enough for either
  return inet_pton(AF_INET, host.c_str(), &buffer) == 1 ||
         inet_pton(AF_INET6, host.c_str(), &buffer) == 1;
}

bool is_loopback_address(const std::string& address) {
  in_addr ipv4;
  if (inet_pton(AF_INET, address.c_str(), &ipv4) == 1) return ntohl(ipv4.s_addr) >> 24 == 127;
  return address == "::1";
}

std::string_view reason(int error) {
  switch (error) {
    case ECONNREFUSED:
      return "connection refused";
    case EHOSTUNREACH:
      return "the host cannot be reached";
    case ENETUNREACH:
      return "the network cannot be reached";
    case ECONNRESET:
      return "the connection was reset";
    default:
      return "no connection could be made";
  }
}

int start_connecting(int socket, const std::string& address, int port) {
  const Addresses target = numeric(address, port);
  return target ? connect_errno(socket, *target) : EADDRNOTAVAIL;
}

std::string_view connect_failure(const std::string& address, int port,
                                 std::chrono::nanoseconds patience) {
  const Addresses target = numeric(address, port);
  if (!target) return reason(0);
  const int probe = socket(target->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (probe < 0) return reason(0);

  int error = connect_errno(probe, *target);
  if (error == EINPROGRESS) {
    pollfd wait{.fd = probe, .events = POLLOUT, .revents = 0};
    error = 0;
    socklen_t size = sizeof(error);
    const auto most = std::clamp<std::chrono::nanoseconds>(patience, 0s, 1s);
    const auto timeout = std::chrono::duration_cast<std::chrono::milliseconds>(most).count();
    if (poll(&wait, 1, static_cast<int>(timeout)) > 0)
      getsockopt(probe, SOL_SOCKET, SO_ERROR, &error, &size);
  }
  close(probe);
  return reason(error);
}

}  // namespace coffer
