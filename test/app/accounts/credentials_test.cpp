#include "app/accounts/credentials.hpp"

#include <string>

#include "test/catch.hpp"

namespace coffer::app {
namespace {

TEST_CASE("keys and secrets are printable ASCII, and a secret may have a blank inside") {
  for (const char* const text : {"k", "abc+/=", "a\"b'c`d", "~!#$%&()*,-./:;<>?@[]^_{|}"}) {
    CHECK(key_problem(text).empty());
    CHECK(secret_problem(text).empty());
  }
  CHECK(secret_problem("a b").empty());
  CHECK(key_problem("a b") == "the API key holds a blank");
}

TEST_CASE("what no key or secret has is named, and nothing of it repeated") {
  using namespace std::string_literals;
  const auto [text, problem] = GENERATE(table<std::string, std::string>({
      {""s, "is empty"},
      {" \t"s, "is empty"},
      {" canary"s, "begins with white space"},
      {"canary\t"s, "ends with white space"},
      {"canary\n\n"s, "ends with white space"},
      {"\xC2\xA0"
       "canary"s,
       "begins with white space"},
      {"canary\xC2\xA0"s, "ends with white space"},
      {"\"canary\""s, "begins with a quote"},
      {"canary'"s, "ends with a quote"},
      {"\xE2\x80\x9C"
       "canary\xE2\x80\x9D"s,
       "begins with a quote"},
      {"canary\xE2\x80\x99"s, "ends with a quote"},
      {"\xEF\xBB\xBF"
       "canary"s,
       "begins with a byte order mark"},
      {"canary\xEF\xBB\xBF"s, "ends with a byte order mark"},
      {"can\xC2\xA0"
       "ary"s,
       "holds a character that is not ASCII"},
      {"can\xC3\xA9ry"s, "holds a character that is not ASCII"},
      {"can\xFF"
       "ary"s,
       "holds a character that is not ASCII"},
      {"canary\xFF"s, "holds a character that is not ASCII"},
      {"can\nary"s, "holds a line break"},
      {"can\0ary"s, "holds a control character"},
      {"can\x1b[200~ary"s, "holds a control character"},
  }));
  CAPTURE(text);
  CHECK(key_problem(text) == "the API key " + problem);
  CHECK(secret_problem(text) == "the secret " + problem);
}

}  // namespace
}  // namespace coffer::app
