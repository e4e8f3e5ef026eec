#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "coffer/endpoint.hpp"
#include "coffer/transport.hpp"

namespace coffer::app {

// Connections to any number of exchanges, shared by accounts that are asked at the same time. Used
// from any thread.
class ConnectionPool {
 public:
  static constexpr std::size_t max_connections = 16;

  // Makes a transport that keeps one connection.
  using Connect = std::function<std::unique_ptr<Transport>(const Endpoint& endpoint)>;

  explicit ConnectionPool(Connect connect) : connect_(std::move(connect)) {}

  // A transport of which each request borrows a connection: one that was used before, if there is
  // one, and a new one while there are fewer than max_connections. Otherwise one to another
  // exchange is closed, or the request waits, whatever its deadline. Must not outlive the pool.
  std::unique_ptr<Transport> transport(const Endpoint& endpoint);

 private:
  class Borrower;

  std::unique_ptr<Transport> borrow(const Endpoint& endpoint, const std::string& origin);
  void give_back(std::unique_ptr<Transport> connection);

  const Connect connect_;
  std::mutex mutex_;
  std::condition_variable given_back_;
  std::vector<std::unique_ptr<Transport>> idle_;  // the one used last at the end
  std::size_t borrowed_ = 0;
};

}  // namespace coffer::app
