#include "coffer/https_transport.hpp"

#include <openssl/evp.h>

#include <functional>
#include <string>
#include <utility>

#include "coffer/error.hpp"
#include "test/catch.hpp"
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

HttpsTransport to_tls(const RawServer& server, const std::string& host = "127.0.0.1") {
  return HttpsTransport({true, host, server.port()}, TrustStore{authority().file(), ""});
}

HttpsTransport to_plain(const RawServer& server) {
  return HttpsTransport({false, "127.0.0.1", server.port()});
}

Response fetch(HttpsTransport& transport, std::chrono::milliseconds patience = 30s) {
  Timing timing;
  return transport.send({Method::get, "/", {}}, {Clock::now() + patience}, timing);
}

Error failure(HttpsTransport& transport, std::chrono::milliseconds patience = 30s) {
  const auto start = Clock::now();
  try {
    const Response response = fetch(transport, patience);
    FAIL("a reply of status " << response.status << " and " << response.body.size() << " bytes");
    throw;
  } catch (const Error& error) {
    CAPTURE(error.message);
    CHECK(Clock::now() - start < patience + 300ms);
    // Behind it the address, where that is not the host.
    CHECK((error.message.starts_with(transport.origin() + ": ") ||
           error.message.starts_with(transport.origin() + " (127.0.0.1): ")));
    return error;
  }
}

Error tls_failure(const test::Identity& identity, const std::string& host = "127.0.0.1") {
  std::string request;
  Error error(ErrorKind::internal, "");
  {
    const RawServer server([&](Peer& peer) { request = peer.read_request(); }, identity);
    HttpsTransport transport = to_tls(server, host);
    error = failure(transport);
  }
  CHECK(error.kind == ErrorKind::tls);
  CHECK(!error.retryable);
  CHECK(request.empty());
  return error;
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
  HttpsTransport transport = to_tls(server);
  Timing timing;
  const Response response =
      transport.send({Method::post, "/6/a%20b?asset=%2B&x=1", {{"x-auth-key", "a+b/c="}}},
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
  HttpsTransport transport = to_tls(server);
  CHECK(fetch(transport).body == "ok");
  Timing timing;
  CHECK(transport.send({Method::get, "/", {}}, {Clock::now() + 5s}, timing).body == "ok");
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
  HttpsTransport transport = to_tls(server, "localhost");
  CHECK(transport.connection_info().addresses.empty());
  for (int i = 0; i < 2; ++i) {
    fetch(transport);
    const ConnectionInfo connection = transport.connection_info();
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
    HttpsTransport other = to_tls(stranger);
    failure(other);
    CHECK(other.connection_info().connected);
  }
  SECTION("to a port that is closed") {
    HttpsTransport other({true, "127.0.0.1", 1}, {});
    failure(other);
    CHECK(other.connection_info().timing.dialed.at(0).address == "127.0.0.1");
    CHECK(other.connection_info().timing.dialed.at(0).ending == "refused");
    CHECK(!other.connection_info().connected);
  }
  SECTION("to a name that nobody knows") {
    HttpsTransport other({true, "no-such-host.invalid", 443}, {});
    failure(other);
    CHECK(other.connection_info().addresses.empty());
  }
  SECTION("without TLS") {
    const RawServer plain(answer(ok_reply));
    HttpsTransport other = to_plain(plain);
    fetch(other);
    CHECK(other.connection_info().connected);
    CHECK(other.connection_info().tls_version.empty());
  }
}

TEST_CASE("A kept connection that the server has closed is replaced") {
  const bool politely = GENERATE(true, false);
  const RawServer server(
      [=](Peer& peer) {
        peer.read_request();
        peer.write(ok_reply);
        if (politely) peer.end();
      },
      authority().issue());
  HttpsTransport transport = to_tls(server);
  for (int i = 0; i < 3; ++i) {
    CHECK(fetch(transport).body == "ok");
    std::this_thread::sleep_for(50ms);  // for the end to arrive
  }
  CHECK(server.connections() == 3);
}

TEST_CASE("A kept connection that is closed in answer to a request is stale") {
  std::atomic<int> requests = 0;
  const RawServer server(
      [&](Peer& peer) {
        for (; !peer.read_request().empty(); peer.write(ok_reply)) {
          if (++requests == 2) break;
        }
      },
      authority().issue());
  HttpsTransport transport = to_tls(server);
  CHECK(fetch(transport).body == "ok");
  Timing timing;
  CHECK_THROWS_AS(transport.send({Method::get, "/", {}}, {Clock::now() + 5s}, timing), Error);
  CHECK(timing.was_stale);
  CHECK(fetch(transport).body == "ok");
  CHECK(server.connections() == 2);
}

TEST_CASE("The trusted certificates come from a file or a hashed directory") {
  const RawServer server(answer(ok_reply), authority().issue());
  const auto [file, directory] = GENERATE(table<std::string, std::string>({
      {authority().file(), ""},
      {"", authority().directory()},
      {authority().file(), "/nonexistent"},
      {"/nonexistent", "/nonexistent:" + authority().directory()},
  }));
  HttpsTransport transport({true, "127.0.0.1", server.port()}, TrustStore{file, directory});
  CHECK(fetch(transport).body == "ok");
}

TEST_CASE("A host name is resolved, and each of its addresses tried") {
  const RawServer server(answer(ok_reply), authority().issue());
  HttpsTransport transport = to_tls(server, "localhost");
  Timing timing;
  CHECK(transport.send({Method::get, "/", {}}, {Clock::now() + 5s}, timing).body == "ok");
  CHECK(timing.dns);
}

TEST_CASE("A certificate that has expired is refused before anything is sent") {
  const Error error = tls_failure(authority().issue({.valid_from = -48h, .valid_until = -24h}));
  CHECK(error.message.find(": the certificate expired on 20") != std::string::npos);
  CHECK(!error.hint.empty());
}

TEST_CASE("A certificate that is not yet valid is refused before anything is sent") {
  const Error error = tls_failure(authority().issue({.valid_from = 24h, .valid_until = 48h}));
  CHECK(error.message.find(": the certificate is not valid before 20") != std::string::npos);
}

TEST_CASE("A certificate for another host is refused, and both are named") {
  CHECK(tls_failure(authority().issue({.names = "DNS:a.test,DNS:*.b.test,IP:10.0.0.1"}))
            .message.ends_with("the certificate is for a.test, *.b.test, 10.0.0.1, not for "
                               "127.0.0.1"));
  CHECK(tls_failure(authority().issue({.names = "DNS:a.test"}), "localhost")
            .message.ends_with("the certificate is for a.test, not for localhost"));
}

TEST_CASE("Capitals in a certificate's names make no difference") {
  const RawServer server(answer(ok_reply),
                         authority().issue({.names = GENERATE("DNS:LocalHost", "DNS:LOCALHOST")}));
  HttpsTransport transport = to_tls(server, "localhost");
  CHECK(fetch(transport).body == "ok");
}

TEST_CASE("A common name does not stand for the host") {
  CHECK(tls_failure(authority().issue({.common_name = "localhost", .names = "DNS:a.test"}),
                    "localhost")
            .message.ends_with("the certificate is for a.test, not for localhost"));
  CHECK(tls_failure(authority().issue({.common_name = "localhost", .names = {}}), "localhost")
            .message.ends_with("the certificate is for no host, not for localhost"));
}

TEST_CASE("A certificate that nobody trusted has signed is refused") {
  CHECK(
      tls_failure(test::make_identity({}, nullptr))
          .message.find(": the certificate is signed by itself and not trusted (looked for in ") !=
      std::string::npos);
  const test::Identity stranger = test::make_identity({.common_name = "Strange CA"}, nullptr);
  CHECK(
      tls_failure(test::make_identity({}, &stranger))
          .message.find(": the certificate's issuer is not trusted: Strange CA (looked for in ") !=
      std::string::npos);
}

TEST_CASE(
    "The system's trust does not extend to a private authority, and the hint says what does") {
  const RawServer server(answer(ok_reply), authority().issue());
  HttpsTransport transport({true, "127.0.0.1", server.port()}, {});
  const Error error = failure(transport);
  CHECK(error.kind == ErrorKind::tls);
  CHECK(error.hint.find("ca-certificates") != std::string::npos);
}

TEST_CASE("A trust file that cannot be read is named") {
  const RawServer server(answer(ok_reply), authority().issue());
  HttpsTransport transport({true, "127.0.0.1", server.port()},
                           TrustStore{"/nonexistent/ca.pem", ""});
  const Error error = failure(transport);
  CHECK(error.kind == ErrorKind::tls);
  CHECK(error.message.ends_with("(no certificate could be read from /nonexistent/ca.pem)"));
}

TEST_CASE("Where OpenSSL is configured to offer no TLS, that is said") {
  REQUIRE(EVP_set_default_properties(nullptr, "fips=yes") == 1);
  HttpsTransport transport({true, "127.0.0.1", 1}, {});
  const Error error = failure(transport);
  REQUIRE(EVP_set_default_properties(nullptr, "") == 1);
  CHECK(error.kind == ErrorKind::tls);
  CHECK(error.message.ends_with("the TLS library cannot be set up"));
  CHECK(error.hint.find("OpenSSL's configuration") != std::string::npos);
}

TEST_CASE("TLS 1.1 is refused, and 1.2 is enough") {
  {
    const RawServer server(answer(ok_reply), authority().issue(), TLS1_2_VERSION);
    HttpsTransport transport = to_tls(server);
    CHECK(fetch(transport).body == "ok");
  }
  const RawServer server(answer(ok_reply), authority().issue(), TLS1_1_VERSION);
  HttpsTransport transport = to_tls(server);
  const Error error = failure(transport);
  CHECK(error.kind == ErrorKind::tls);
  CHECK(error.message.ends_with("no acceptable protocol (TLS 1.2 or newer)"));
}

TEST_CASE("Plain HTTP on the port for TLS is refused") {
  const RawServer server([](Peer& peer) {
    peer.write("HTTP/1.1 400 Bad Request\r\n\r\n");
    peer.wait_for_end();
  });
  HttpsTransport transport = to_tls(server);
  const Error error = failure(transport);
  CHECK(error.kind == ErrorKind::tls);
  CHECK(error.message.ends_with("the port does not speak TLS"));
}

TEST_CASE("A refused connection is a network error that may pass") {
  int port = 0;
  {
    port = RawServer([](Peer&) {}).port();
  }
  HttpsTransport transport({GENERATE(true, false), "127.0.0.1", port}, {});
  const Error error = failure(transport);
  CHECK(error.kind == ErrorKind::network);
  CHECK(error.message.ends_with(": connection refused"));
  CHECK(error.retryable);
}

TEST_CASE("A host that does not exist is a network error in time") {
  HttpsTransport transport({true, "no-such-host.invalid", 443}, {});
  CHECK(failure(transport, 500ms).kind == ErrorKind::network);
}

TEST_CASE("A connection that is lost before, in or after the handshake is a network error") {
  const bool reset = GENERATE(true, false);
  CAPTURE(reset);
  const auto lose = [=](Peer& peer) {
    if (reset) peer.reset();
  };
  SECTION("in the handshake") {
    const RawServer server([=](Peer& peer) {
      peer.read_some();
      lose(peer);
    });
    HttpsTransport transport = to_tls(server);
    const Error error = failure(transport);
    CHECK(error.kind == ErrorKind::network);
    CHECK(error.message.ends_with("connection closed during the TLS handshake"));
    CHECK(error.retryable);
  }
  SECTION("after the handshake") {
    const RawServer server(lose, authority().issue());
    HttpsTransport transport = to_tls(server);
    const Error error = failure(transport);
    CHECK(error.kind == ErrorKind::network);
    CHECK(error.retryable);
  }
  SECTION("before the reply") {
    const RawServer server(
        [=](Peer& peer) {
          peer.read_request();
          lose(peer);
        },
        authority().issue());
    HttpsTransport transport = to_tls(server);
    const Error error = failure(transport);
    CHECK(error.kind == ErrorKind::network);
    CHECK(error.message.ends_with("the connection was closed before a reply came"));
    CHECK(error.retryable);
  }
  SECTION("inside the body") {
    const RawServer server(
        [=](Peer& peer) {
          peer.read_request();
          peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"code\":0");
          lose(peer);
        },
        authority().issue());
    HttpsTransport transport = to_tls(server);
    const Error error = failure(transport);
    CHECK(error.kind == ErrorKind::network);
    CHECK(error.retryable);
  }
}

TEST_CASE("What stalls or drips ends at the deadline, whatever it is") {
  const RawServer::Part stall = [](Peer& peer) { peer.wait_for_end(); };
  const RawServer::Part part = GENERATE_COPY(values<RawServer::Part>({
      stall,
      answer(""),
      answer("HTTP/1.1 200 OK\r\nContent-Le"),
      answer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"),
      answer("HTTP/1.1 200 OK\r\n\r\n{}"),
      [](Peer& peer) {
        peer.read_request();
        peer.drip("HTTP/1.1 200 OK\r\nX: " + std::string(9999, 'x'));
      },
      [](Peer& peer) {
        peer.read_request();
        peer.drip("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + std::string(9999, 'x'));
      },
  }));
  const bool tls = GENERATE(true, false);
  CAPTURE(tls);
  const RawServer server(part, tls ? std::optional(authority().issue()) : std::nullopt);
  HttpsTransport transport = tls ? to_tls(server) : to_plain(server);
  const Error error = failure(transport, 200ms);
  CHECK(error.kind == ErrorKind::network);
  CHECK(error.message.ends_with(" within 0.2 s"));
  CHECK(error.retryable);
}

TEST_CASE("A handshake that stalls or drips ends at the deadline") {
  const bool drips = GENERATE(true, false);
  const RawServer server([=](Peer& peer) {
    if (drips) peer.drip(std::string("\x16\x03\x03\x40\x00", 5) + std::string(9999, '\x02'));
    peer.wait_for_end();
  });
  HttpsTransport transport = to_tls(server);
  CHECK(failure(transport, 200ms).kind == ErrorKind::network);
}

TEST_CASE("A connection that nobody accepts ends at the deadline") {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const name = reinterpret_cast<sockaddr*>(&address);
  REQUIRE(bind(listener, name, size) == 0);
  REQUIRE(getsockname(listener, name, &size) == 0);
  REQUIRE(listen(listener, 0) == 0);
  const int first = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  REQUIRE(connect(first, name, size) == 0);  // fills the queue

  HttpsTransport transport({true, "127.0.0.1", ntohs(address.sin_port)}, {});
  const Error error = failure(transport, 200ms);
  CHECK(error.kind == ErrorKind::network);
  CHECK(error.message.ends_with("no answer in 0.2 s"));
  CHECK(error.retryable);
  close(first);
  close(listener);
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
  HttpsTransport transport = to_tls(server);
  CHECK(failure(transport, 100ms).kind == ErrorKind::network);
  CHECK(fetch(transport).body == "ok");
}

TEST_CASE("A reply without a length that TLS does not end properly is cut") {
  const bool properly = GENERATE(true, false);
  const RawServer server(
      [=](Peer& peer) {
        peer.read_request();
        peer.write("HTTP/1.1 200 OK\r\n\r\n{\"code\":0}");
        if (properly) peer.end();
      },
      authority().issue());
  HttpsTransport transport = to_tls(server);
  if (properly) {
    CHECK(fetch(transport).body == "{\"code\":0}");
  } else {
    const Error error = failure(transport);
    CHECK(error.kind == ErrorKind::network);
    CHECK(error.message.ends_with("the reply was cut short"));
    CHECK(error.retryable);
  }
}

TEST_CASE("What is no HTTP is refused as such by whatever end it is followed") {
  const std::string reply = GENERATE(as<std::string>(), "SSH-2.0-OpenSSH_9.2\r\n", "\r\n\r\n",
                                     "HTTP/1.1 200 OK\r\nx: " + std::string(9000, 'x') + "\r\n\r\n",
                                     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
  const RawServer::Part end = GENERATE(values<RawServer::Part>({
      [](Peer&) {},
      [](Peer& peer) { peer.end(); },
      [](Peer& peer) { peer.wait_for_end(); },
  }));
  CAPTURE(reply);
  const RawServer server(
      [&](Peer& peer) {
        peer.read_request();
        peer.write(reply);
        end(peer);
      },
      authority().issue());
  HttpsTransport transport = to_tls(server);
  const Error error = failure(transport);
  CHECK(error.kind == ErrorKind::reply);
  CHECK(!error.retryable);
}

TEST_CASE("A connection that ends as TLS demands, but without a reply, is a network error") {
  const std::string start = GENERATE(as<std::string>(), "", "HTTP/1.1 200 OK\r\nContent-Le");
  const RawServer server(
      [&](Peer& peer) {
        peer.read_request();
        peer.write(start);
        peer.end();
      },
      authority().issue());
  HttpsTransport transport = to_tls(server);
  const Error error = failure(transport);
  CHECK(error.kind == ErrorKind::network);
  CHECK(error.message.ends_with("the connection was closed before a reply came"));
  CHECK(error.retryable);
}

TEST_CASE("A body is complete with its length, and what follows is never taken for a reply") {
  const bool tls = GENERATE(true, false);
  CAPTURE(tls);
  const RawServer server(
      [](Peer& peer) {
        while (!peer.read_request().empty()) {
          peer.write(ok_reply + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
        }
      },
      tls ? std::optional(authority().issue()) : std::nullopt);
  HttpsTransport transport = tls ? to_tls(server) : to_plain(server);
  for (int i = 0; i < 3; ++i) CHECK(fetch(transport).body == "ok");
}

TEST_CASE("What comes some time after a reply is never taken for the next one") {
  const bool tls = GENERATE(true, false);
  CAPTURE(tls);
  std::atomic<int> surplus = 0;
  const RawServer server(
      [&](Peer& peer) {
        while (!peer.read_request().empty()) {
          peer.write(ok_reply);
          std::this_thread::sleep_for(100ms);
          peer.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
          ++surplus;
        }
      },
      tls ? std::optional(authority().issue()) : std::nullopt);
  HttpsTransport transport = tls ? to_tls(server) : to_plain(server);
  for (int i = 0; i < 2; ++i) {
    CHECK(fetch(transport).body == "ok");
    while (surplus == i) std::this_thread::sleep_for(1ms);
  }
  CHECK(server.connections() == 2);
}

TEST_CASE("A chunked body is put together") {
  const RawServer server(answer(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n1;x\r\nk\r\n0\r\n\r\n"));
  HttpsTransport transport = to_plain(server);
  CHECK(fetch(transport).body == "ok");
}

TEST_CASE("An interim reply is passed over, with its headers") {
  const RawServer server(answer("HTTP/1.1 100 Continue\r\nDate: today\r\n\r\n" + ok_reply));
  HttpsTransport transport = to_plain(server);
  CHECK(fetch(transport).body == "ok");
}

TEST_CASE("A body is read up to 16 MiB and no further") {
  const bool fits = GENERATE(true, false);
  const RawServer server(
      [=](Peer& peer) {
        const std::string chunk = "100000\r\n" + std::string(1 << 20, 'x') + "\r\n";
        peer.read_request();
        peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < 16; ++i) peer.write(chunk);
        while (!fits && peer.write(chunk)) continue;
        peer.write("0\r\n\r\n");
        peer.wait_for_end();
      },
      authority().issue());
  HttpsTransport transport = to_tls(server);
  if (fits) {
    CHECK(fetch(transport).body.size() == 16 << 20);
  } else {
    const Error error = failure(transport);
    CHECK(error.kind == ErrorKind::reply);
    CHECK(error.message.ends_with("a body of more than 16 MiB"));
  }
}

TEST_CASE("A redirect is a reply like any other") {
  const RawServer other(answer(ok_reply));
  const RawServer server(answer("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:" +
                                std::to_string(other.port()) + "/\r\nContent-Length: 0\r\n\r\n"));
  HttpsTransport transport = to_plain(server);
  CHECK(fetch(transport).status == 302);
  CHECK(other.connections() == 0);
}

TEST_CASE("A reply without a body is complete") {
  const RawServer server(answer("HTTP/1.1 204 No Content\r\n\r\n"));
  HttpsTransport transport = to_plain(server);
  CHECK(fetch(transport).status == 204);
}

TEST_CASE("The libraries' versions are known") {
  CHECK(!http_library_version().empty());
  CHECK(tls_library_version().starts_with("3."));
}

}  // namespace
}  // namespace coffer
