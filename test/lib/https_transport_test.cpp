#include "coffer/https_transport.hpp"

#include <openssl/evp.h>

#include <functional>
#include <string>
#include <utility>

#include "test/catch.hpp"
#include "test/support/errors.hpp"
#include "test/support/raw_server.hpp"

namespace coffer {
namespace {

using namespace std::chrono_literals;
using test::Authority;
using test::Peer;
using test::RawServer;
using Clock = std::chrono::steady_clock;

const std::string ok_reply = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

const Authority& authority() {
  static const Authority instance;
  return instance;
}

// Answers one request and keeps the connection until the client leaves it.
RawServer::Part answer(std::string reply) {
  return [reply = std::move(reply)](Peer& peer) {
    peer.read_request();
    peer.write(reply);
    peer.wait_for_end();
  };
}

std::unique_ptr<Transport> to_tls(const RawServer& server, const std::string& host = "127.0.0.1") {
  return https_transport({true, host, server.port()},
                         trust_in({"CA", "", authority().certificate()}));
}

std::unique_ptr<Transport> to_plain(const RawServer& server) {
  return https_transport({false, "127.0.0.1", server.port()});
}

Response fetch(const std::unique_ptr<Transport>& transport,
               std::chrono::milliseconds patience = 30s) {
  Timing timing;
  return transport->send({Method::get, "/", {}}, {Clock::now() + patience}, timing);
}

Error failure(const std::unique_ptr<Transport>& transport,
              std::chrono::milliseconds patience = 30s) {
  return test::error_of([&] { fetch(transport, patience); });
}

TEST_CASE("A request and its reply pass a trusted TLS connection unchanged") {
  std::string received;
  const RawServer server(
      [&](Peer& peer) {
        received = peer.read_request();
        peer.write("HTTP/1.1 429 Too Many\r\nContent-Length: 4\r\nRetry-After: 7\r\n\r\nslow");
        peer.wait_for_end();
      },
      authority().issue());
  const auto transport = to_tls(server);
  Timing timing;
  const Response response =
      transport->send({Method::post, "/6/a%20b?asset=%2B&x=1", {{"x-auth-key", "a+b/c="}}},
                      {Clock::now() + 30s}, timing);

  CHECK(response.status == 429);
  CHECK(response.body == "slow");
  CHECK(response.retry_after == "7");
  CHECK(received.starts_with("POST /6/a%20b?asset=%2B&x=1 HTTP/1.1\r\n"));
  CHECK(received.find("x-auth-key: a+b/c=\r\n") != std::string::npos);
  CHECK(received.find("Host: 127.0.0.1:" + std::to_string(server.port()) + "\r\n") !=
        std::string::npos);
  CHECK(received.find("Content-Length: 0\r\n") != std::string::npos);
  CHECK(received.find("Accept-Encoding") == std::string::npos);
  CHECK(!timing.dns);
  CHECK(timing.connect);
  CHECK(timing.tls);
  CHECK(timing.wait);
}

TEST_CASE("A connection is kept for the next request") {
  const RawServer server(
      [](Peer& peer) {
        while (!peer.read_request().empty()) peer.write(ok_reply);
      },
      authority().issue());
  const auto transport = to_tls(server);
  CHECK(fetch(transport).body == "ok");
  Timing timing;
  CHECK(transport->send({Method::get, "/", {}}, {Clock::now() + 5s}, timing).body == "ok");
  CHECK(!timing.connect);
  CHECK(!timing.tls);
  CHECK(timing.wait);
  CHECK(server.connections() == 1);
}

TEST_CASE("The way to the exchange is known as far as a request got") {
  const RawServer server(
      [](Peer& peer) {
        while (!peer.read_request().empty()) peer.write(ok_reply);
      },
      authority().issue({.valid_until = 24h}), TLS1_2_VERSION);
  const auto transport = to_tls(server, "localhost");
  CHECK(transport->connection_info().addresses.empty());
  for (int i = 0; i < 2; ++i) {
    fetch(transport);
    const ConnectionInfo connection = transport->connection_info();
    CHECK(!connection.addresses.empty());
    CHECK(connection.address == "127.0.0.1");
    CHECK(connection.connected);
    CHECK(connection.tls_version == "TLS 1.2");
    REQUIRE(connection.certificate_end);
    CHECK(std::chrono::abs(*connection.certificate_end - 24h - std::chrono::system_clock::now()) <
          1min);
    CHECK(connection.timing.dns);
    CHECK(connection.timing.connect);
    CHECK(connection.timing.tls);
  }
  SECTION("to a certificate that is refused") {
    const RawServer stranger(answer(ok_reply), test::make_identity({}, nullptr));
    const auto other = to_tls(stranger);
    failure(other);
    CHECK(other->connection_info().connected);
  }
  SECTION("to a port that is closed") {
    const auto other = https_transport({true, "127.0.0.1", 1});
    failure(other);
    CHECK(other->connection_info().timing.dialed.at(0).address == "127.0.0.1");
    CHECK(other->connection_info().timing.dialed.at(0).ending == "Connection refused");
    CHECK(!other->connection_info().connected);
  }
  SECTION("to a name that nobody knows") {
    const auto other = https_transport({true, "no-such-host.invalid", 443});
    failure(other);
    CHECK(other->connection_info().addresses.empty());
  }
  SECTION("without TLS") {
    const RawServer plain(answer(ok_reply));
    const auto other = to_plain(plain);
    fetch(other);
    CHECK(other->connection_info().connected);
    CHECK(other->connection_info().tls_version.empty());
  }
}

TEST_CASE("Capitals in a certificate's names make no difference") {
  const RawServer server(answer(ok_reply),
                         authority().issue({.names = GENERATE("DNS:LocalHost", "DNS:LOCALHOST")}));
  const auto transport = to_tls(server, "localhost");
  CHECK(fetch(transport).body == "ok");
}

TEST_CASE("Where OpenSSL is configured to offer no TLS, that is said") {
  REQUIRE(EVP_set_default_properties(nullptr, "fips=yes") == 1);
  const auto transport = https_transport({true, "127.0.0.1", 1});
  const Error error = failure(transport);
  REQUIRE(EVP_set_default_properties(nullptr, "") == 1);
  CHECK(error.kind == ErrorKind::tls);
  CHECK(error.message.ends_with("the TLS library cannot be set up"));
  CHECK(error.hint.find("OpenSSL's configuration") != std::string::npos);
}

TEST_CASE("Where no time is left to connect, that is said") {
  const auto transport = https_transport({false, "127.0.0.1", 1});
  CHECK_FALSE(failure(transport, 0ms).message.ends_with(": "));
}

TEST_CASE("A transport works again after a failure") {
  std::atomic<int> requests = 0;
  const RawServer server(
      [&](Peer& peer) {
        peer.read_request();
        if (++requests > 1) peer.write(ok_reply);
        peer.wait_for_end();
      },
      authority().issue());
  const auto transport = to_tls(server);
  CHECK(failure(transport, 100ms).kind == ErrorKind::network);
  CHECK(fetch(transport).body == "ok");
}

}  // namespace
}  // namespace coffer
