#include "tunnel.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <string_view>

#include "authority.hpp"
#include "resolver.hpp"
#include "text/base64.hpp"

namespace coffer {
namespace {

using namespace std::chrono_literals;

// Of a proxy's answer only its status counts.
constexpr std::size_t max_answer = 1 << 16;

class TunnelBuilder {
 public:
  TunnelBuilder(int socket, const Proxy& proxy, Deadline deadline)
      : socket_(socket), proxy_(proxy), end_(deadline + 1s) {}

  void connect_to(const std::string& address);
  void ask_for(const Endpoint& endpoint);
  void read_answer();

 private:
  void wait_for(short event) const;
  std::string read_head() const;
  Error failure(std::string_view why, bool retryable) const;
  Error closed() const { return failure("closed the connection", true); }

  const int socket_;
  const Proxy& proxy_;
  const Deadline end_;
};

Error TunnelBuilder::failure(std::string_view why, bool retryable) const {
  Error error(ErrorKind::network, fmt::format("the proxy {} {}", proxy_.origin(), why));
  error.retryable = retryable;
  return error;
}

void TunnelBuilder::wait_for(short event) const {
  pollfd state{.fd = socket_, .events = event, .revents = 0};
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(end_ - Deadline::clock::now());
  const auto timeout = std::clamp<std::chrono::milliseconds>(left, 0ms, 24h).count();
  if (poll(&state, 1, static_cast<int>(timeout)) <= 0) throw failure("does not answer", true);
}

void TunnelBuilder::connect_to(const std::string& address) {
  fcntl(socket_, F_SETFL, fcntl(socket_, F_GETFL) | O_NONBLOCK);
  int problem = start_connecting(socket_, address, proxy_.port);
  if (problem == EINPROGRESS) {
    wait_for(POLLOUT);
    socklen_t size = sizeof problem;
    if (getsockopt(socket_, SOL_SOCKET, SO_ERROR, &problem, &size) != 0) problem = errno;
  }
  if (problem != 0) throw failure(fmt::format("cannot be reached: {}", reason(problem)), true);
}

void TunnelBuilder::ask_for(const Endpoint& endpoint) {
  const std::string target = fmt::format("{}:{}", bracketed(endpoint.host), endpoint.port);
  std::string request = fmt::format("CONNECT {0} HTTP/1.1\r\nHost: {0}\r\n", target);
  if (!proxy_.user_info.empty()) {
    request.reserve(request.size() + 2 * proxy_.user_info.reveal().size() + 64);
    std::string credentials = base64(proxy_.user_info.reveal());
    request.append("Proxy-Authorization: Basic ").append(credentials).append("\r\n");
    wipe(credentials);
  }
  request += "\r\n";
  const Secret text(std::move(request));

  for (std::string_view rest = text.reveal(); !rest.empty();) {
    wait_for(POLLOUT);
    const ssize_t count = send(socket_, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (count < 0 && errno != EAGAIN && errno != EINTR) throw closed();
    rest.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  }
}

// The answer up to its blank line: what follows belongs to the tunnel.
std::string TunnelBuilder::read_head() const {
  constexpr std::string_view protocol = "HTTP/1.";
  std::string head;
  while (!head.ends_with("\n\r\n") && !head.ends_with("\n\n")) {
    wait_for(POLLIN);
    char byte = 0;
    const ssize_t count = recv(socket_, &byte, 1, 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (count <= 0) throw closed();
    head += byte;
    const bool is_http = head.starts_with(protocol) || protocol.starts_with(head);
    if (!is_http || head.size() > max_answer) throw failure("does not answer in HTTP", false);
  }
  return head;
}

void TunnelBuilder::read_answer() {
  constexpr std::size_t status_begin = std::string_view("HTTP/1.1 ").size();
  constexpr std::size_t status_end = status_begin + 3;
  const std::string head = read_head();
  int status = 0;
  if (head.size() > status_end && head[status_begin - 1] == ' ') {
    std::from_chars(head.data() + status_begin, head.data() + status_end, status);
  }
  if (status < 100) throw failure("does not answer in HTTP", false);
  if (status == 200) return;

  Error error = failure(fmt::format("answers {} to CONNECT", status), status >= 500);
  if (status == 403) error.hint = "this proxy does not let requests to this host through";
  if (status == 407) {
    error.hint = proxy_.user_info.empty() ? "it wants a user name: http://USER:PASSWORD@HOST:PORT"
                                          : "it does not accept this user name and password";
  }
  throw error;
}

// Whoever tries to connect or to write to it is refused, and sends nothing anywhere.
void disable(int socket) {
  shutdown(socket, SHUT_RDWR);
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (nothing < 0) return;
  dup3(nothing, socket, O_CLOEXEC);
  close(nothing);
}

}  // namespace

std::optional<Error> open_tunnel(int socket, const std::string& address, const Proxy& proxy,
                                 const Endpoint& endpoint, Deadline deadline) {
  try {
    TunnelBuilder builder(socket, proxy, deadline);
    builder.connect_to(address);
    builder.ask_for(endpoint);
    builder.read_answer();
    return std::nullopt;
  } catch (const Error& error) {
    disable(socket);
    return error;
  }
}

}  // namespace coffer
