// How the practice exchange is served: over HTTP, with a thread for each connection.

#include <fmt/format.h>
#include <httplib.h>
#include <openssl/crypto.h>
#include <signal.h>
#include <sys/socket.h>

#include <cerrno>
#include <condition_variable>
#include <exception>
#include <limits>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include "app/sandbox/exchange.hpp"
#include "app/system/signals.hpp"
#include "coffer/error.hpp"

namespace coffer::app {
namespace {

constexpr const char* host = "127.0.0.1";

// A thread for each connection: one that is kept occupies its thread, and how many there will be is
// not known.
class ConnectionThreads final : public httplib::TaskQueue {
 public:
  using Enqueued = decltype(std::declval<httplib::TaskQueue&>().enqueue({}));  // void or bool

  Enqueued enqueue(std::function<void()> serve) override {
    {
      const std::lock_guard lock(mutex_);
      ++running_;
    }
    try {
      std::thread([this, serve] {
        try {
          serve();
        } catch (const std::exception&) {
          // Without memory this connection has no answer.
        }
        OPENSSL_thread_stop();  // or the end of the process may overtake that of the thread
        end();
      }).detach();
    } catch (const std::exception&) {
      serve();  // without a thread for it, further connections wait
      end();
    }
    return static_cast<Enqueued>(true);
  }

  void shutdown() override {
    std::unique_lock lock(mutex_);
    idle_.wait(lock, [this] { return running_ == 0; });
  }

 private:
  void end() {
    const std::lock_guard lock(mutex_);
    if (--running_ == 0) idle_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable idle_;
  int running_ = 0;
};

[[noreturn]] void fail_at_limit(int error_number) {
  throw Error(ErrorKind::network,
              fmt::format("the practice exchange cannot be started: {} (this system's limit)",
                          std::generic_category().message(error_number)),
              "`ulimit -a` shows the limits of this shell");
}

}  // namespace

SandboxExchange::SandboxExchange(const Settings& settings)
    : account_(settings.data_file ? read_sandbox_account(*settings.data_file) : sample_account()),
      server_(std::make_unique<httplib::Server>()),
      port_(settings.port) {
  ::signal(SIGPIPE, SIG_DFL);  // which httplib makes the whole process ignore
  httplib::Server& server = *server_;
  server.new_task_queue = [] { return new ConnectionThreads; };
  server.set_address_family(AF_INET);
  server.set_tcp_nodelay(true);  // else each request on a kept connection waits 40 ms
  socket_t listening = -1;
  server.set_socket_options([&](socket_t listener) {  // by default two servers may share a port
    const int on = 1;
    ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    listening = listener;
  });
  server.set_keep_alive_max_count(std::numeric_limits<std::size_t>::max());

  // httplib's routing would read the body of a POST that announces none until the connection ends.
  const auto handler = [this](const httplib::Request& request, httplib::Response& response) {
    respond(request, response);
  };
  server.set_pre_routing_handler([handler](const auto& request, auto& response) {
    if (request.has_header("Content-Length") || request.has_header("Transfer-Encoding")) {
      return httplib::Server::HandlerResponse::Unhandled;
    }
    handler(request, response);
    return httplib::Server::HandlerResponse::Handled;
  });
  server.Get(".*", handler).Post(".*", handler);

  errno = 0;
  const bool is_bound =
      port_ == 0 ? (port_ = server.bind_to_any_port(host)) > 0 : server.bind_to_port(host, port_);
  if (!is_bound) {
    if (is_system_limit(errno)) fail_at_limit(errno);
    throw Error(ErrorKind::network,
                fmt::format("listen on {}:{}: the port cannot be bound", host, port_),
                "choose another port, or none to get a free one");
  }
  ::listen(listening, SOMAXCONN);  // httplib lets 5 wait, and a further one is a second late
  try {
    const BlockedSignals blocked;
    thread_ = std::thread([&server] {
      try {
        server.listen_after_bind();
      } catch (const std::exception&) {
        // Without memory no further connection is taken.
      }
    });
  } catch (const std::system_error& problem) {
    fail_at_limit(problem.code().value());
  }
  while (!server.is_running()) std::this_thread::yield();  // until then stop() does nothing
}

SandboxExchange::~SandboxExchange() {
  server_->stop();
  thread_.join();
}

std::string SandboxExchange::base_url() const { return fmt::format("http://{}:{}", host, port_); }

}  // namespace coffer::app
