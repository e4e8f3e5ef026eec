#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "coffer/client.hpp"
#include "test/catch.hpp"
#include "test/support/errors.hpp"

namespace coffer::test {

// Replies.
inline std::string failure(int code) {
  return R"({"code":)" + std::to_string(code) + R"(,"reason":"SOME_REASON","message":"prose"})";
}

inline std::string exchange_clock(std::int64_t milliseconds) {
  return R"({"code":0,"data":{"requestReceiveAt":)" + std::to_string(milliseconds) + "}}";
}

// Time passes in it only by sleeping.
class FakeClock final : public Clock {
 public:
  std::chrono::sys_time<std::chrono::milliseconds> wall() const override {
    return std::chrono::floor<std::chrono::milliseconds>(
        std::chrono::sys_time<std::chrono::nanoseconds>(std::chrono::seconds(1'600'000'000) +
                                                        time.time_since_epoch()));
  }
  std::chrono::steady_clock::time_point now() const override { return time; }
  void sleep_until(const WaitLimit& limit) override {
    sleeps.push_back(limit.deadline - time);
    time = limit.deadline;
  }

  std::chrono::steady_clock::time_point time{};  // 1600000000 s in wall time
  std::vector<std::chrono::nanoseconds> sleeps;
};

// Gives prepared answers in turn and notes what it was sent.
class FakeTransport final : public Transport {
 public:
  struct Sent {
    std::string line;
    std::map<std::string, std::string> headers;
    Deadline deadline;
  };

  explicit FakeTransport(FakeClock& clock) : clock_(clock) {}

  const std::string& origin() const override { return origin_; }
  Response send(const Request& request, const WaitLimit& limit, Timing& timing) override {
    timing.wait = std::chrono::microseconds(5);
    if (request.target == "/api/pro/v2/risk-limit-info") {
      ++limits_asked;
      return Response{limits.empty() ? 404 : 200, limits, {}, {}, clock_.time, clock_.time};
    }
    sent.push_back({std::string(name(request.method)) + " " + request.target,
                    {request.headers.begin(), request.headers.end()},
                    limit.deadline});
    REQUIRE(!answers_.empty());
    const auto answer = std::move(answers_.front());
    answers_.pop_front();
    timing.was_stale = answer.is_stale;
    return answer.give();
  }

  ConnectionInfo connection_info() const override { return way; }

  FakeTransport& reply(int status, std::string body, std::optional<std::string> retry_after = {}) {
    answers_.push_back(
        {[=, this] { return Response{status, body, retry_after, {}, clock_.time, clock_.time}; }});
    return *this;
  }
  FakeTransport& reply_late(std::chrono::milliseconds after, std::string body) {
    answers_.push_back({[=, this] {
      const auto sent_at = clock_.time;
      clock_.time += after;
      return Response{200, body, {}, {}, sent_at, clock_.time};
    }});
    return *this;
  }
  FakeTransport& fail(ErrorKind kind, bool retryable, std::chrono::milliseconds after = {}) {
    answers_.push_back({[=, this]() -> Response {
      clock_.time += after;
      Error error(kind, origin_ + ": broken");
      error.retryable = retryable;
      throw error;
    }});
    return *this;
  }
  FakeTransport& fail_stale(std::chrono::milliseconds after) {
    fail(ErrorKind::network, true, after);
    answers_.back().is_stale = true;
    return *this;
  }
  bool all_given() const { return answers_.empty(); }

  std::vector<std::string> lines() const {
    std::vector<std::string> result;
    for (const Sent& each : sent) result.push_back(each.line);
    return result;
  }

  std::vector<Sent> sent;
  ConnectionInfo way;

  // What is told of the address that asks, at any time; empty: nothing.
  std::string limits;
  int limits_asked = 0;

 private:
  struct Answer {
    std::function<Response()> give;
    bool is_stale = false;
  };

  FakeClock& clock_;
  std::string origin_ = "https://exchange.test";
  std::deque<Answer> answers_;
};

class FakeMemory final : public GroupMemory {
 public:
  int recall(const std::function<int()>& ask) override {
    if (!group) group = ask();
    return *group;
  }
  void forget() override {
    group.reset();
    ++forgotten;
  }

  std::optional<int> group;
  int forgotten = 0;
};

struct Fixture {
  Client client() { return {transport, clock, credentials, &memory, options}; }
  Client client_of_group(int group) {
    options.account_group = group;
    return client();
  }

  FakeClock clock;
  FakeTransport transport{clock};
  FakeMemory memory;
  Credentials credentials{"key", Secret(std::string("secret")), SecretEncoding::raw};
  ClientOptions options;
};

}  // namespace coffer::test
