#include "app/query/connection_pool.hpp"

#include <algorithm>
#include <utility>

namespace coffer::app {

class ConnectionPool::Borrower final : public Transport {
 public:
  Borrower(ConnectionPool& pool, const Endpoint& endpoint)
      : pool_(pool), endpoint_(endpoint), origin_(endpoint.origin()) {}

  const std::string& origin() const override { return origin_; }

  Response send(const Request& request, Deadline deadline, Timing& timing) override {
    struct Loan {
      ConnectionPool& pool;
      std::unique_ptr<Transport> connection;
      ~Loan() { pool.give_back(std::move(connection)); }
    };
    const Loan loan{pool_, pool_.borrow(endpoint_, origin_)};
    return loan.connection->send(request, deadline, timing);
  }

 private:
  ConnectionPool& pool_;
  Endpoint endpoint_;
  std::string origin_;
};

std::unique_ptr<Transport> ConnectionPool::transport(const Endpoint& endpoint) {
  return std::make_unique<Borrower>(*this, endpoint);
}

std::unique_ptr<Transport> ConnectionPool::borrow(const Endpoint& endpoint,
                                                  const std::string& origin) {
  std::unique_lock lock(mutex_);
  given_back_.wait(lock, [this] { return borrowed_ < max_connections; });
  ++borrowed_;
  const auto found = std::find_if(idle_.rbegin(), idle_.rend(), [&](const auto& connection) {
    return connection->origin() == origin;
  });
  if (found != idle_.rend()) {
    std::unique_ptr<Transport> connection = std::move(*found);
    idle_.erase(std::next(found).base());
    return connection;
  }
  if (borrowed_ + idle_.size() > max_connections) idle_.erase(idle_.begin());
  try {
    return connect_(endpoint);
  } catch (...) {
    --borrowed_;
    throw;
  }
}

void ConnectionPool::give_back(std::unique_ptr<Transport> connection) {
  {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(connection));
    --borrowed_;
  }
  given_back_.notify_one();
}

}  // namespace coffer::app
