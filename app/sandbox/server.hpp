#pragma once

#include <functional>
#include <memory>
#include <thread>

namespace httplib {
class Server;
struct Request;
struct Response;
}  // namespace httplib

namespace coffer::app {

// An HTTP server on 127.0.0.1 with a thread for each connection.
class LoopbackServer {
 public:
  static constexpr const char* host = "127.0.0.1";

  // Answers every request, whatever its method and path. Called from several threads at once.
  using Handler = std::function<void(const httplib::Request&, httplib::Response&)>;

  // Starts to serve, on any free port where `port` is 0. The server's threads take no signals.
  // Throws Error{network} where the port cannot be bound.
  LoopbackServer(int port, const Handler& handler);

  // Answers the requests under way and ends all connections.
  ~LoopbackServer();
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;

  int port() const { return port_; }

 private:
  std::unique_ptr<httplib::Server> server_;
  int port_;
  std::thread thread_;
};

}  // namespace coffer::app
