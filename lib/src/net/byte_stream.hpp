#pragma once

#include <cstddef>
#include <string_view>

#include "poll.hpp"
#include "socket.hpp"

namespace coffer {

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

  int descriptor() const { return socket_.descriptor(); }

 private:
  Socket socket_;
};

}  // namespace coffer
