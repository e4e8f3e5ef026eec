#pragma once

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "test/support/certificates.hpp"

namespace coffer::test {

// The server's end of one connection, plain or TLS.
class Peer {
 public:
  Peer(int socket, SSL* tls) : socket_(socket), tls_(tls, SSL_free) {}

  // What the client has sent so far, up to a blank line; less where it went away.
  std::string read_request() {
    std::string request;
    std::array<char, 4096> buffer;
    while (request.find("\r\n\r\n") == std::string::npos) {
      const long size = tls_ ? SSL_read(tls_.get(), buffer.data(), buffer.size())
                             : recv(socket_, buffer.data(), buffer.size(), 0);
      if (size <= 0) break;
      request.append(buffer.data(), static_cast<std::size_t>(size));
    }
    return request;
  }

  void write(std::string_view data) {
    if (tls_) {
      SSL_write(tls_.get(), data.data(), static_cast<int>(data.size()));
    } else {
      send(socket_, data.data(), data.size(), MSG_NOSIGNAL);
    }
  }

  void wait_for_end() {
    std::array<char, 4096> buffer;
    while (recv(socket_, buffer.data(), buffer.size(), 0) > 0) continue;
  }

 private:
  int socket_;
  std::unique_ptr<SSL, void (*)(SSL*)> tls_;
};

// Listens on a free port of 127.0.0.1 and plays the same part on each connection, one after the
// other. With an identity it speaks TLS and plays the part only after the handshake.
class RawServer {
 public:
  using Part = std::function<void(Peer&)>;

  explicit RawServer(Part part, std::optional<Identity> identity = {}, int max_tls_version = 0)
      : part_(std::move(part)), listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    bind(listener_, reinterpret_cast<const sockaddr*>(&address), size);
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    listen(listener_, 16);
    port_ = ntohs(address.sin_port);

    if (identity) {
      context_.reset(SSL_CTX_new(TLS_server_method()));
      SSL_CTX_set_security_level(context_.get(), 0);
      SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
      SSL_CTX_set_max_proto_version(context_.get(), max_tls_version);
      SSL_CTX_use_certificate(context_.get(), identity->certificate.get());
      SSL_CTX_use_PrivateKey(context_.get(), identity->key.get());
    }
    thread_ = std::thread([this] { serve(); });
  }

  ~RawServer() {
    stopping_ = true;
    shutdown(listener_, SHUT_RDWR);
    if (const int current = current_; current >= 0) shutdown(current, SHUT_RDWR);
    thread_.join();
    close(listener_);
  }
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;

  int port() const { return port_; }
  int connections() const { return connections_; }

 private:
  void serve() {
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    while (!stopping_) {
      const int connection = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (connection < 0) break;
      const int on = 1;
      setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      current_ = connection;
      ++connections_;
      SSL* tls = nullptr;
      if (context_) {
        tls = SSL_new(context_.get());
        SSL_set_fd(tls, connection);
      }
      {
        Peer peer(connection, tls);
        if (tls == nullptr || SSL_accept(tls) == 1) part_(peer);
      }
      current_ = -1;
      close(connection);
    }
  }

  Part part_;
  int listener_;
  int port_ = 0;
  std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context_{nullptr, SSL_CTX_free};
  std::atomic<bool> stopping_ = false;
  std::atomic<int> current_ = -1;
  std::atomic<int> connections_ = 0;
  std::thread thread_;
};

}  // namespace coffer::test
