#pragma once

#include <httplib.h>

#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace coffer::test {

// Answers every request on a loopback port with one reply, and remembers what was asked.
class CannedExchange {
 public:
  CannedExchange(int status, std::string body, httplib::Headers headers = {}) {
    server_.set_tcp_nodelay(true);
    const auto answer = [this, status, body = std::move(body), headers = std::move(headers)](
                            const httplib::Request& request, httplib::Response& response) {
      {
        const std::lock_guard lock(mutex_);
        requests_.push_back(request.method + " " + request.target);
      }
      response.status = status;
      response.headers = headers;
      response.set_content(body, "application/json");
    };
    server_.Get(".*", answer);
    server_.Post(".*", answer);
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();
  }

  ~CannedExchange() {
    server_.stop();
    thread_.join();
  }

  CannedExchange(const CannedExchange&) = delete;
  CannedExchange& operator=(const CannedExchange&) = delete;

  std::string base_url() const { return "http://127.0.0.1:" + std::to_string(port_); }

  // "GET /6/api/pro/v1/cash/balance", in the order of arrival.
  std::vector<std::string> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  httplib::Server server_;
  std::thread thread_;
  int port_ = 0;
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
};

}  // namespace coffer::test
