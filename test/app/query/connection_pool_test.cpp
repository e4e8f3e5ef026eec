#include "app/query/connection_pool.hpp"

#include <atomic>
#include <future>
#include <set>

#include "app/query/parallel.hpp"
#include "test/catch.hpp"

namespace coffer::app {
namespace {

Endpoint exchange(int port) { return {.tls = false, .host = "127.0.0.1", .port = port}; }

// Counts those that are alive.
class FakeConnection final : public Transport {
 public:
  FakeConnection(const Endpoint& endpoint, std::atomic<std::size_t>& alive)
      : origin_(endpoint.origin()), alive_(alive) {
    ++alive_;
  }
  ~FakeConnection() override { --alive_; }
  FakeConnection(const FakeConnection&) = delete;
  FakeConnection& operator=(const FakeConnection&) = delete;

  const std::string& origin() const override { return origin_; }

  Response send(const Request& request, Deadline, Timing&) override {
    if (request.target == "/lost") throw Error(ErrorKind::network, "lost");
    return {.status = 200, .body = origin_, .retry_after = {}};
  }

 private:
  std::string origin_;
  std::atomic<std::size_t>& alive_;
};

struct Pool {
  std::atomic<std::size_t> alive = 0;
  std::size_t made = 0;
  ConnectionPool connections{[this](const Endpoint& endpoint) {
    ++made;
    return std::make_unique<FakeConnection>(endpoint, alive);
  }};

  std::string ask(Transport& transport, const char* target = "/") {
    Timing timing;
    return transport.send({.method = Method::get, .target = target, .headers = {}}, {}, timing)
        .body;
  }
};

TEST_CASE("one after the other, accounts of an exchange share one connection") {
  Pool pool;
  const auto one = pool.connections.transport(exchange(1));
  const auto two = pool.connections.transport(exchange(1));
  CHECK(pool.alive == 0);
  CHECK(one->origin() == "http://127.0.0.1:1");
  for (int i = 0; i < 3; ++i) {
    CHECK(pool.ask(*one) == "http://127.0.0.1:1");
    CHECK(pool.ask(*two) == "http://127.0.0.1:1");
  }
  CHECK(pool.made == 1);
}

TEST_CASE("a request that fails gives its connection back") {
  Pool pool;
  const auto one = pool.connections.transport(exchange(1));
  for (int i = 0; i < 100; ++i) CHECK_THROWS_AS(pool.ask(*one, "/lost"), Error);
  CHECK(pool.made == 1);
}

TEST_CASE("each exchange has connections of its own, and the oldest idle one makes room") {
  Pool pool;
  for (int port = 1; port <= 40; ++port) {
    const auto transport = pool.connections.transport(exchange(port));
    CHECK(pool.ask(*transport) == exchange(port).origin());
    CHECK(pool.alive <= ConnectionPool::max_connections);
  }
  CHECK(pool.made == 40);
  pool.ask(*pool.connections.transport(exchange(40)));
  CHECK(pool.made == 40);
  pool.ask(*pool.connections.transport(exchange(1)));
  CHECK(pool.made == 41);
}

TEST_CASE("no more connections are lent than the limit, and who waits gets one") {
  std::atomic<std::size_t> lent = 0;
  std::atomic<std::size_t> most = 0;
  struct Slow final : Transport {
    Slow(std::atomic<std::size_t>& count, std::atomic<std::size_t>& maximum)
        : lent(count), most(maximum) {}
    const std::string& origin() const override { return name; }
    Response send(const Request&, Deadline, Timing&) override {
      const std::size_t now = ++lent;
      for (std::size_t seen = most; seen < now && !most.compare_exchange_weak(seen, now);) continue;
      // Until all others are lent as well, which a busy machine may take its time for, and on.
      const auto enough = std::chrono::steady_clock::now() + std::chrono::seconds(10);
      while (most < ConnectionPool::max_connections && std::chrono::steady_clock::now() < enough)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
      --lent;
      return {};
    }
    std::atomic<std::size_t>& lent;
    std::atomic<std::size_t>& most;
    std::string name = exchange(1).origin();
  };
  std::size_t made = 0;
  ConnectionPool pool([&](const Endpoint&) {
    ++made;
    return std::make_unique<Slow>(lent, most);
  });
  std::atomic<int> answers = 0;
  fan_out(100, 40, [&](std::size_t) {
    Timing timing;
    pool.transport(exchange(1))->send({}, {}, timing);
    ++answers;
  });
  CHECK(answers == 100);
  CHECK(most == ConnectionPool::max_connections);
  CHECK(made == ConnectionPool::max_connections);
}

}  // namespace
}  // namespace coffer::app
