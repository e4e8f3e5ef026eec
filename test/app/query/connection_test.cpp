#include "app/query/connection.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test/catch.hpp"
#include "test/support/environment.hpp"
#include "test/support/errors.hpp"
#include "test/support/heap.hpp"
#include "test/support/run_coffer.hpp"

namespace coffer::app {
namespace {

using test::environment;
using test::Variables;

std::optional<Proxy> load(const Variables& variables, std::optional<std::string> option = {},
                          const std::string& url = "https://ascendex.com") {
  ConnectionOptions options;
  options.proxy = std::move(option);
  return load_proxy(options, environment(variables), parse_base_url(url, ErrorKind::internal, ""));
}

std::string host(const std::optional<Proxy>& proxy) { return proxy ? proxy->host : "direct"; }

TEST_CASE("the first proxy that is set counts") {
  Variables variables;
  CHECK(host(load(variables)) == "direct");
  for (const char* name : {"ALL_PROXY", "all_proxy", "HTTPS_PROXY", "https_proxy"}) {
    variables[name] = std::string("http://") + (name[0] == 'a' || name[0] == 'A' ? "a" : "h") +
                      (name[0] < 'a' ? "upper" : "lower") + ":1";
    std::string expected = variables[name].substr(7);
    expected.resize(expected.size() - 2);
    CHECK(host(load(variables)) == expected);
  }
  CHECK(host(load(variables, "http://option:1")) == "option");
  CHECK(host(load(variables, "")) == "direct");
  variables["https_proxy"] = "";
  CHECK(host(load(variables)) == "hupper");
  CHECK(host(load({{"http_proxy", "http://other:1"}})) == "direct");
}

TEST_CASE("a loopback base URL is reached directly, whatever is set") {
  for (const char* url : {"https://localhost:1", "http://127.0.0.9:1", "https://[::1]"}) {
    CHECK(host(load({{"https_proxy", "http://a:1"}}, "http://b:1", url)) == "direct");
  }
}

TEST_CASE("no_proxy exempts, also from --proxy") {
  Variables variables{{"https_proxy", "http://a:1"}, {"NO_PROXY", "ascendex.com"}};
  CHECK(host(load(variables)) == "direct");
  CHECK(host(load(variables, "http://b:1")) == "direct");
  variables["no_proxy"] = "other.example";
  CHECK(host(load(variables)) == "a");
}

TEST_CASE("a variable with a proxy of another kind matters only where it would be used") {
  CHECK(host(load({{"all_proxy", "socks5://a:1"}}, {}, "http://127.0.0.1:1")) == "direct");
  CHECK(host(load({{"all_proxy", "socks5://a:1"}, {"no_proxy", "ascendex.com"}})) == "direct");
}

TEST_CASE("what is no HTTP proxy is refused, and nothing of it repeated") {
  for (const char* url :
       {"socks5://canary:canary@h:1", "https://canary:1", "http://canary:0", "http://canary:1/x"}) {
    CAPTURE(url);
    const Error option = test::error_of([&] { load({}, url); });
    const bool is_of_other_kind = !std::string_view(url).starts_with("http://");
    CHECK(option.kind == (is_of_other_kind ? ErrorKind::config : ErrorKind::usage));
    CHECK(option.message.starts_with("--proxy: "));
    const Error variable = test::error_of([&] { load({{"all_proxy", url}}); });
    CHECK(variable.kind == ErrorKind::config);
    CHECK(variable.message.starts_with("all_proxy: "));
    for (const Error& error : {option, variable})
      CHECK((error.message + error.hint).find("canary") == std::string::npos);
  }
}

TEST_CASE("the heap keeps no trace of a proxy's password that a variable holds") {
  const Variables variables{{"https_proxy", "http://user:canary-canary-canary-canary@h:1"}};
  const test::HeapWatch heap("canary-canary");
  load(variables);
  CHECK(heap.spills() == 0);
}

TEST_CASE("a host is exempt as in curl") {
  struct Row {
    const char* list;
    const char* host;
    bool exempt;
  };
  const Row row = GENERATE(values<Row>({
      {"*", "a.test", true},
      {"*,b.test", "a.test", false},
      {"", "a.test", false},
      {"a.test", "a.test", true},
      {"A.Test", "a.test", true},
      {"a.test.", "a.test", true},
      {".a.test", "a.test", true},
      {".a.test", "www.a.test", true},
      {"a.test", "www.a.test", true},
      {"a.test", "na.test", false},
      {"www.a.test", "a.test", false},
      {"b.test,a.test", "a.test", true},
      {" b.test ,\ta.test ", "a.test", true},
      {"b.test a.test", "a.test", true},
      {"a.test:443", "a.test", false},
      {".", "a.test", false},
      {"10.0.0.1", "10.0.0.1", true},
      {"0.0.1", "10.0.0.1", false},
      {"10.0.0.0/8", "10.255.0.1", true},
      {"10.0.0.0/8", "11.0.0.1", false},
      {"192.168.4.0/22", "192.168.7.255", true},
      {"192.168.4.0/22", "192.168.8.0", false},
      {"10.0.0.0/33", "10.0.0.0", false},
      {"10.0.0.0/", "10.0.0.0", false},
      {"10.0.0.0/x", "10.0.0.0", false},
      {"10.0.0.0/8", "10.test", false},
      {"2001:db8::/32", "2001:db8:1::1", true},
      {"2001:db8::/32", "2001:db9::1", false},
      {"2001:DB8::1", "2001:db8::1", true},
      {"10.0.0.0/8", "2001:db8::1", false},
  }));
  CAPTURE(row.list, row.host);
  CHECK(lists_host(row.list, row.host) == row.exempt);
}

constexpr const char* certificate =
    "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

TEST_CASE("the options for trust come before the variables") {
  const test::TemporaryDirectory home;
  const std::string file = home.write("ca.pem", certificate);
  home.write("0123abcd.0", certificate);
  const Variables set{{"SSL_CERT_FILE", file}, {"SSL_CERT_DIR", home.path()}};
  const Environment variables = environment(set);
  ConnectionOptions options;
  CHECK(load_trust(options, environment({})).file.empty());
  CHECK(load_trust(options, environment({})).directory.empty());
  CHECK(load_trust(options, variables).file == file);
  CHECK(load_trust(options, variables).directory == home.path());
  options.ca_directory = home.path();
  CHECK(load_trust(options, variables).file.empty());
  CHECK(load_trust(options, variables).directory == home.path());
}

// Why the trust is refused, by the same value in an option and in a variable.
std::string refused_trust(bool is_file, const std::string& value) {
  ConnectionOptions options;
  options.timeout = std::chrono::milliseconds(100);
  (is_file ? options.ca_file : options.ca_directory) = value;
  const Variables set{{is_file ? "SSL_CERT_FILE" : "SSL_CERT_DIR", value}};
  const auto refusal = [&](const ConnectionOptions& given, const Variables& variables) {
    try {
      load_trust(given, environment(variables));
    } catch (const Error& error) {
      CHECK(error.kind == ErrorKind::config);
      return error.message;
    }
    return std::string("accepted");
  };
  ConnectionOptions none;
  none.timeout = options.timeout;
  const std::string by_option = refusal(options, {});
  const std::string by_variable = refusal(none, set);
  if (by_option == "accepted" && by_variable == by_option) return by_option;
  CHECK(by_option.substr(by_option.find(": ")) == by_variable.substr(by_variable.find(": ")));
  CHECK(by_option.starts_with(is_file ? "--ca-file: " : "--ca-dir: "));
  CHECK(by_variable.starts_with(is_file ? "SSL_CERT_FILE: " : "SSL_CERT_DIR: "));
  return by_option.substr(by_option.find(": ") + 2);
}

TEST_CASE("a file for trust that is none, or has no certificate, is named") {
  const test::TemporaryDirectory home;
  const std::string file = home.path() + "/ca.pem";
  CHECK(refused_trust(true, file) == file + ": No such file or directory");
  CHECK(refused_trust(true, home.path()) == home.path() + ": Is a directory");
  CHECK(refused_trust(true, "/dev/null") == "/dev/null: no certificate in it");
  CHECK(refused_trust(true, home.write("ca.pem", "")) == file + ": no certificate in it");
  CHECK(refused_trust(true, home.write("ca.pem", certificate)) == "accepted");
}

TEST_CASE("a pipe without a writer is no file of certificates, and is not waited for") {
  const test::TemporaryDirectory home;
  const std::string path = home.path() + "/fifo";
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  CHECK(refused_trust(true, path) == path + ": no certificate in it");
  const int writer = ::open(path.c_str(), O_RDWR);
  CHECK(refused_trust(true, path) == path + ": no data within the timeout");
  ::close(writer);
}

TEST_CASE("each directory of a list for trust must have certificates under hashed names") {
  const test::TemporaryDirectory one;
  const test::TemporaryDirectory other;
  one.write("0123abcd.0", certificate);
  other.write("ca.pem", certificate);
  other.write("0123abcd.r0", certificate);
  CHECK(refused_trust(false, one.path()) == "accepted");
  const std::string list = one.path() + "::" + other.path();
  CHECK(refused_trust(false, list) == other.path() + ": no certificate in it under a hashed name");
  CHECK(refused_trust(false, "::") == ": No such file or directory");
  CHECK(refused_trust(false, one.path() + ":/absent") == "/absent: No such file or directory");
  other.write("0123abcd.12", certificate);
  CHECK(refused_trust(false, list) == "accepted");
}

}  // namespace
}  // namespace coffer::app
