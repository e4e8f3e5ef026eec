#include "coffer/proxy.hpp"

#include <string>

#include "test/catch.hpp"
#include "test/support/heap.hpp"

namespace coffer {
namespace {

TEST_CASE("user name and password are decoded") {
  const auto user_info = [](const char* url) {
    return std::string(parse_proxy(url, ErrorKind::usage, "--proxy").user_info.reveal());
  };
  CHECK(user_info("http://user:p%40ss%2f@h:1") == "user:p@ss/");
  CHECK(user_info("http://token@h:1") == "token:");
  CHECK(user_info("http://user%3Apass@h:1") == "user:pass");
  CHECK(user_info("http://u:1%zz%4@h:1") == "u:1%zz%4");
  CHECK(user_info("http://h:1").empty());
}

TEST_CASE("the port is 1080 by default, as in curl") {
  CHECK(parse_proxy("http://proxy.example", ErrorKind::usage, "--proxy").origin() ==
        "http://proxy.example:1080");
  CHECK(parse_proxy("[::1]/", ErrorKind::usage, "--proxy").origin() == "http://[::1]:1080");
}

TEST_CASE("the heap keeps no trace of a proxy's password") {
  const char* const url = GENERATE("http://user:canary-canary-canary-canary-canary@h:1",
                                   "http://canary-canary-canary-canary-canary-token@h:1",
                                   "http://user:canary-canary-canary-canary-canary@h_h:1",
                                   "http://user:canary-canary-canary-canary-canary@h:0",
                                   "http://user:canary-canary-canary-canary-canary%0A@h:1",
                                   "http://user:canary-canary-canary-canary-canary%@h:1");
  CAPTURE(url);
  const test::HeapWatch heap("canary-canary");
  try {
    parse_proxy(url, ErrorKind::usage, "--proxy");
  } catch (const Error&) {
    // a proxy that is refused has had a password, too
  }
  CHECK(heap.spills() == 0);
}

}  // namespace
}  // namespace coffer
