#include "byte_stream.hpp"

#include <sys/socket.h>

#include <cerrno>

namespace coffer {

std::size_t TcpStream::read(char* data, std::size_t size, const WaitLimit& limit) {
  for (;;) {
    const ssize_t count = ::recv(descriptor(), data, size, 0);
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno == EINTR) continue;
    if (errno != EAGAIN) throw ConnectionLost();
    wait_for(descriptor(), POLLIN, limit);
  }
}

void TcpStream::write(std::string_view data, const WaitLimit& limit) {
  while (!data.empty()) {
    const ssize_t count = ::send(descriptor(), data.data(), data.size(), MSG_NOSIGNAL);
    if (count >= 0) {
      data.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EAGAIN) {
      wait_for(descriptor(), POLLOUT, limit);
    } else if (errno != EINTR) {
      throw ConnectionLost();
    }
  }
}

bool TcpStream::is_quiet() {
  char byte = 0;
  return ::recv(descriptor(), &byte, 1, MSG_PEEK) < 0 && errno == EAGAIN;
}

}  // namespace coffer
