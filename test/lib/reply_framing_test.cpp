#include "lib/src/net/reply_framing.hpp"

#include <string>
#include <vector>

#include "coffer/error.hpp"
#include "test/catch.hpp"

namespace coffer {
namespace {

// What becomes of a reply: "complete", "complete, N bytes left", "unfinished", or why it is
// malformed. `size` bytes at a time.
std::string judgement(std::string_view reply, std::size_t size) {
  ReplyFraming framing;
  try {
    while (!reply.empty() && !framing.is_complete()) {
      std::string_view part = reply.substr(0, size);
      while (!part.empty() && !framing.is_complete()) {
        const std::size_t count = framing.take(part);
        part.remove_prefix(count);
        reply.remove_prefix(count);
        if (framing.is_interim()) framing.skip_interim();
      }
    }
  } catch (const Error& error) {
    CHECK(error.kind == ErrorKind::reply);
    return error.message;
  }
  if (!framing.is_complete()) return framing.end() ? "complete" : "unfinished";
  return reply.empty() ? "complete" : "complete, " + std::to_string(reply.size()) + " bytes left";
}

std::string judgement(std::string_view reply) {
  const std::string whole = judgement(reply, reply.size() + 1);
  CAPTURE(reply.substr(0, 200));
  for (const std::size_t size : {1U, 2U, 7U}) CHECK(judgement(reply, size) == whole);
  return whole;
}

std::string with_header(const std::string& line, const std::string& body = "") {
  return "HTTP/1.1 200 OK\r\n" + line + "\r\n\r\n" + body;
}

std::string chunked(const std::string& body) {
  return with_header("Transfer-Encoding: chunked", body);
}

std::string repeated(const std::string& text, int count) {
  std::string result;
  for (int i = 0; i < count; ++i) result += text;
  return result;
}

TEST_CASE("a reply ends where its length, its last chunk or its status says") {
  CHECK(judgement(with_header("Content-Length: 2", "ok")) == "complete");
  CHECK(judgement(with_header("content-LENGTH:2", "okHTTP")) == "complete, 4 bytes left");
  CHECK(judgement(with_header("Content-Length: 0")) == "complete");
  CHECK(judgement(with_header("Content-Length: 3", "ok")) == "unfinished");
  CHECK(judgement(chunked("1\r\no\r\n1;x=y\r\nk\r\n0\r\n\r\n")) == "complete");
  CHECK(judgement(chunked("00a \t;\r\n0123456789\r\n000\r\n\r\nmore")) == "complete, 4 bytes left");
  CHECK(judgement(chunked("2\r\nok\r\n")) == "unfinished");
  CHECK(judgement("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n") == "complete");
  CHECK(judgement("HTTP/1.1 304 Not Modified\r\n\r\nbody") == "complete, 4 bytes left");
}

TEST_CASE("a reply without a length ends with the connection") {
  CHECK(judgement(with_header("X: y", "body")) == "complete");
  CHECK(judgement(with_header("X: y")) == "complete");
  CHECK(judgement("HTTP/1.1 200 OK\r\nX: y\r\n") == "unfinished");
  CHECK(judgement("") == "unfinished");
}

TEST_CASE("an interim reply is passed over, and its lines count") {
  const std::string interim = "HTTP/1.1 100 Continue\r\nDate: today\r\n\r\n";
  CHECK(judgement(interim + with_header("Content-Length: 2", "ok")) == "complete");
  CHECK(judgement(repeated("HTTP/1.1 100 Continue\r\n\r\n", 101)) == "more than 100 header lines");
}

TEST_CASE("what cannot become a status line is not waited for") {
  CHECK(judgement("garbage") == "not valid HTTP");
  CHECK(judgement("\x15\x03\x01") == "not valid HTTP");
  CHECK(judgement("HTTP/2") == "not valid HTTP");
  CHECK(judgement("HTTP/1.1 2") == "unfinished");
}

TEST_CASE("a status line has 1 KiB at most") {
  const std::string start = "HTTP/1.1 200 ";
  const auto line = [&](std::size_t size) {
    return start + std::string(size - start.size() - 2, 'x') + "\r\n";
  };
  CHECK(judgement(line(1024) + "Content-Length: 0\r\n\r\n") == "complete");
  CHECK(judgement(line(1025) + "Content-Length: 0\r\n\r\n") == "a status line of more than 1 KiB");
}

TEST_CASE("header lines are limited in size and number") {
  const auto line = [](std::size_t size) { return "X: " + std::string(size - 5, 'y'); };
  CHECK(judgement(with_header(line(8192))) == "complete");
  CHECK(judgement(with_header(line(8193))) == "a header line of more than 8 KiB");
  const std::string start = "HTTP/1.1 200 OK\r\n";
  CHECK(judgement(start + repeated("X: y\r\n", 100) + "\r\n") == "complete");
  CHECK(judgement(start + repeated("X: y\r\n", 101)) == "more than 100 header lines");
}

TEST_CASE("a body has 16 MiB at most, announced or not") {
  const std::string body(ReplyFraming::max_body, 'x');
  CHECK(judgement(with_header("Content-Length: 16777216", body), 1 << 16) == "complete");
  CHECK(judgement(with_header("Content-Length: 16777217")) == "a body of more than 16 MiB");
  CHECK(judgement(with_header("Content-Length: 99999999999999999999999")) ==
        "a body of more than 16 MiB");
  CHECK(judgement(with_header("X: y", body), 1 << 16) == "complete");
  CHECK(judgement(with_header("X: y", body + "x"), 1 << 16) == "a body of more than 16 MiB");
  CHECK(judgement(chunked("1000001\r\n")) == "a body of more than 16 MiB");
  CHECK(judgement(chunked("ffffffffffffffffffffff\r\n")) == "a body of more than 16 MiB");
  CHECK(judgement(chunked("1\r\nx\r\n1000000\r\n")) == "a body of more than 16 MiB");
}

TEST_CASE("sizes and extensions of chunks are limited, each and in total") {
  CHECK(judgement(chunked("1;" + std::string(8 << 10, 'x')), 4096) ==
        "chunk sizes of more than 8 KiB, or 1 MiB in total");
  CHECK(judgement(chunked(repeated("1;" + std::string(1000, 'x') + "\r\ny\r\n", 1050)), 4096) ==
        "chunk sizes of more than 8 KiB, or 1 MiB in total");
}

TEST_CASE("a connection is kept unless the reply says otherwise") {
  const auto keeps = [](const std::string& head) {
    ReplyFraming framing;
    framing.take(head + "\r\n\r\n");
    return framing.keeps_connection();
  };
  CHECK(keeps("HTTP/1.1 200 OK\r\nContent-Length: 0"));
  CHECK(keeps("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive"));
  CHECK_FALSE(keeps("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: Keep-Alive, CLOSE"));
  CHECK_FALSE(keeps("HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive"));
  CHECK_FALSE(keeps("HTTP/1.1 200 OK"));
}

}  // namespace
}  // namespace coffer
