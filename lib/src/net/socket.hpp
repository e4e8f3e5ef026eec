#pragma once

#include <poll.h>
#include <unistd.h>

#include <cstddef>
#include <span>
#include <string_view>
#include <utility>

#include "coffer/wait.hpp"

namespace coffer {

// The deadline passed while waiting.
struct TimedOut {};

// The peer's end came where more was due: a reset, or under TLS an end without close_notify.
struct ConnectionLost {};

// Waits until one of the descriptors is ready; their `revents` tell which. False where the deadline
// has passed, also where one is ready: a peer that never pauses must not outlast it. Throws
// Interrupted, likewise.
bool poll_until(std::span<pollfd> descriptors, const WaitLimit& limit);

// How long ago that was.
inline std::chrono::microseconds time_since(Deadline start) {
  return std::chrono::floor<std::chrono::microseconds>(Deadline::clock::now() - start);
}

// Owns a socket; -1: none.
class Socket {
 public:
  explicit Socket(int descriptor = -1) : descriptor_(descriptor) {}
  ~Socket() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Socket& operator=(Socket&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }

  int descriptor() const { return descriptor_; }
  explicit operator bool() const { return descriptor_ >= 0; }

 private:
  int descriptor_;
};

// Bytes to and from a peer. Every function but `is_quiet` waits within the limit and throws
// TimedOut, Interrupted and ConnectionLost.
class ByteStream {
 public:
  virtual ~ByteStream() = default;

  // Reads up to `size` bytes, at least one. 0: the peer has ended the connection properly, under
  // TLS by close_notify.
  virtual std::size_t read(char* data, std::size_t size, const WaitLimit& limit) = 0;

  // Writes all of it. Raises no SIGPIPE.
  virtual void write(std::string_view data, const WaitLimit& limit) = 0;

  // Whether the peer has sent neither data nor its end that nobody has read. Does not wait.
  virtual bool is_quiet() = 0;
};

// A connected, non-blocking TCP socket.
class TcpStream final : public ByteStream {
 public:
  explicit TcpStream(Socket socket) : socket_(std::move(socket)) {}

  std::size_t read(char* data, std::size_t size, const WaitLimit& limit) override;
  void write(std::string_view data, const WaitLimit& limit) override;
  bool is_quiet() override;

 private:
  void wait(short events, const WaitLimit& limit) const;

  Socket socket_;
};

}  // namespace coffer
