#include "app/sandbox/server.hpp"

#include <fmt/format.h>
#include <httplib.h>
#include <netinet/in.h>
#include <openssl/crypto.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <exception>
#include <limits>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include "app/system/signals.hpp"
#include "coffer/error.hpp"

namespace coffer::app {
namespace {

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

// Ends the connections to our port. Their threads wait for the next request, with httplib 0.11
// until a timeout, and httplib does not tell their descriptors.
void hang_up(int port) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const int end = static_cast<int>(std::min(limit.rlim_cur, rlim_t{1} << 16));
  for (int descriptor = 0; descriptor < end; ++descriptor) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) == 0 &&
        address.sin_family == AF_INET && ntohs(address.sin_port) == port &&
        ntohl(address.sin_addr.s_addr) == INADDR_LOOPBACK) {
      ::shutdown(descriptor, SHUT_RD);
    }
  }
}

[[noreturn]] void fail_at_limit(int error_number) {
  throw Error(ErrorKind::network,
              fmt::format("the practice exchange cannot be started: {} (this system's limit)",
                          std::generic_category().message(error_number)),
              "`ulimit -a` shows the limits of this shell");
}

}  // namespace

LoopbackServer::LoopbackServer(int port, const Handler& handler)
    : server_(std::make_unique<httplib::Server>()), port_(port) {
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
  server.set_keep_alive_timeout(60);

  // httplib's routing would read the body of a POST that announces none until the connection ends.
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
      port == 0 ? (port_ = server.bind_to_any_port(host)) > 0 : server.bind_to_port(host, port);
  if (!is_bound) {
    if (is_system_limit(errno)) fail_at_limit(errno);
    throw Error(ErrorKind::network,
                fmt::format("listen on {}:{}: the port cannot be bound", host, port),
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

LoopbackServer::~LoopbackServer() {
  server_->stop();
  hang_up(port_);
  thread_.join();
}

}  // namespace coffer::app
