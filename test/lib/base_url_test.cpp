#include "coffer/base_url.hpp"

#include <string>

#include "test/catch.hpp"
#include "test/support/errors.hpp"

namespace coffer {
namespace {

BaseUrl parse(std::string_view url) { return parse_base_url(url, ErrorKind::usage, "--base-url"); }

std::string refusal(std::string_view url) {
  const Error error = test::error_of([&] { parse(url); });
  CHECK(error.kind == ErrorKind::usage);
  return error.message;
}

TEST_CASE("A base URL is read into its canonical form") {
  const auto [url, origin] = GENERATE(table<std::string, std::string>({
      {"https://ascendex.com", "https://ascendex.com"},
      {"https://ascendex.com/", "https://ascendex.com"},
      {"HTTPS://AscendEX.com:443", "https://ascendex.com"},
      {"https://test-host.ascendex-sandbox.com:8443",
       "https://test-host.ascendex-sandbox.com:8443"},
      {"https://10.1.2.3", "https://10.1.2.3"},
      {"https://[0:0::1]:8443/", "https://[::1]:8443"},
      {"http://127.0.0.1:8080", "http://127.0.0.1:8080"},
      {"http://127.9.9.9", "http://127.9.9.9"},
      {"http://localhost:80", "http://localhost"},
      {"http://[::1]:9", "http://[::1]:9"},
  }));
  CAPTURE(url);
  CHECK(parse(url).origin() == origin);
}

TEST_CASE("An IPv6 host is kept without its brackets") {
  const BaseUrl base_url = parse("https://[2001:DB8::1]");
  CHECK(base_url.host == "2001:db8::1");
  CHECK(base_url.port == 443);
  CHECK(base_url.tls);
}

TEST_CASE("Anything else is refused by the name of its source, and user information not repeated") {
  const std::string url = GENERATE(values<std::string>({
      "",
      "ascendex.com",
      "//ascendex.com",
      "ftp://ascendex.com",
      "https:/ascendex.com",
      "https://",
      "https:///",
      "https://:443",
      "https://ascendex.com/api",
      "https://ascendex.com//",
      "https://ascendex.com?x",
      "https://ascendex.com#x",
      "https://ascendex.com:",
      "https://ascendex.com:0",
      "https://ascendex.com:65536",
      "https://ascendex.com:+1",
      "https://ascendex.com:4x",
      "https://ascendex.com:1234567890123",
      "https://ascend ex.com",
      "https://ascendex..com",
      "https://.ascendex.com",
      "https://ascendex.com.",
      "https://-a.com",
      "https://a-.com",
      "https://a_b.com",
      "https://a\r\nb.com",
      "https://[::1",
      "https://[]",
      "https://[::g]",
      "https://[::1]x",
      "https://[::1]:",
      "https://::1",
      "https://\xC3\xA9.com",
      "https://user:hunter2@ascendex.com",
  }));
  CAPTURE(url);
  const std::string message = refusal(url);
  CHECK(message.starts_with("--base-url: "));
  CHECK(message.find("hunter2") == std::string::npos);
}

TEST_CASE("Plain HTTP is allowed to loopback addresses only") {
  const std::string url = GENERATE(
      values<std::string>({"http://ascendex.com", "http://128.0.0.1", "http://[::2]",
                           "http://localhost.evil.com", "http://127.1", "http://2130706433"}));
  CAPTURE(url);
  CHECK(refusal(url) == "--base-url: http:// is allowed for loopback addresses only");
}

}  // namespace
}  // namespace coffer
