#include "socket.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <vector>

namespace coffer {

using namespace std::chrono_literals;

bool poll_until(std::span<pollfd> descriptors, const WaitLimit& limit) {
  std::vector<pollfd> all(descriptors.begin(), descriptors.end());
  all.push_back({.fd = limit.interrupt, .events = POLLIN, .revents = 0});
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(limit.deadline - Deadline::clock::now());
    const auto timeout = std::clamp<std::chrono::milliseconds>(left, 0ms, 24h);
    const int ready = ::poll(all.data(), all.size(), static_cast<int>(timeout.count()));
    if (ready < 0 && errno != EINTR && errno != EAGAIN) return false;  // no memory
    if (ready > 0 && all.back().revents != 0) throw Interrupted();
    if (Deadline::clock::now() >= limit.deadline) return false;
    if (ready <= 0) continue;
    std::ranges::copy(all.begin(), all.end() - 1, descriptors.begin());
    return true;
  }
}

void TcpStream::wait(short events, const WaitLimit& limit) const {
  pollfd state{.fd = socket_.descriptor(), .events = events, .revents = 0};
  if (!poll_until({&state, 1}, limit)) throw TimedOut();
}

std::size_t TcpStream::read(char* data, std::size_t size, const WaitLimit& limit) {
  for (;;) {
    wait(POLLIN, limit);
    const ssize_t count = ::recv(socket_.descriptor(), data, size, 0);
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EAGAIN && errno != EINTR) throw ConnectionLost();
  }
}

void TcpStream::write(std::string_view data, const WaitLimit& limit) {
  while (!data.empty()) {
    const ssize_t count = ::send(socket_.descriptor(), data.data(), data.size(), MSG_NOSIGNAL);
    if (count >= 0) {
      data.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EAGAIN) {
      wait(POLLOUT, limit);
    } else if (errno != EINTR) {
      throw ConnectionLost();
    }
  }
}

bool TcpStream::is_quiet() {
  char byte = 0;
  return ::recv(socket_.descriptor(), &byte, 1, MSG_PEEK) < 0 && errno == EAGAIN;
}

}  // namespace coffer
