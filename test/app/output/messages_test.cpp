#include "app/output/messages.hpp"

#include <string>

#include "test/catch.hpp"

namespace coffer::app {
namespace {

Error refused() {
  Error error(ErrorKind::auth, "cash balances: refused\n\x1b[31m", "check the key");
  error.code = 200001;
  error.reason = "AUTHENTICATION_FAILED";
  error.http_status = 200;
  return error;
}

TEST_CASE("every kind of error has the name, the status and the patience that are promised") {
  std::string told;
  for (std::size_t i = 0; i < error_kind_count; ++i) {
    const ErrorKindRow& row = row_of(static_cast<ErrorKind>(i));
    told.append(row.name).append(" ").append(std::to_string(row.exit_status));
    told += row.may_pass ? ", may pass\n" : "\n";
  }
  CHECK(told ==
        "internal 1, may pass\n"
        "usage 2\n"
        "config 3\n"
        "auth 4\n"
        "network 5, may pass\n"
        "tls 6\n"
        "unavailable 7, may pass\n"
        "rejected 8, may pass\n"
        "reply 9, may pass\n"
        "output 10\n"
        "condition 11\n");
}

TEST_CASE("an error is one line, and one more for its hint") {
  CHECK(error_text(Error(ErrorKind::network, "https://ascendex.com: refused")) ==
        "coffer: https://ascendex.com: refused\n");
  CHECK(error_text(refused()) ==
        "coffer: cash balances: refused\\u{a}\\u{1b}[31m\nhint: check the key\n");
  CHECK(error_text(refused(), "main").starts_with("coffer: main: cash balances"));
}

TEST_CASE("an error in JSON is one line with the members that there are") {
  CHECK(error_json({"main", refused()}) ==
        "{\"error\":{\"kind\":\"auth\",\"message\":\"cash balances: refused\\n\\u001B[31m\","
        "\"hint\":\"check the key\",\"retryable\":false,\"code\":200001,"
        "\"reason\":\"AUTHENTICATION_FAILED\",\"httpStatus\":200,\"profile\":\"main\"}}\n");
  CHECK(error_json({"", Error(ErrorKind::output, "full")}) ==
        "{\"error\":{\"kind\":\"output\",\"message\":\"full\",\"retryable\":false}}\n");
}

TEST_CASE("a warning is told as an error is") {
  CHECK(warning_text({"the\nclock"}) == "coffer: warning: the\\u{a}clock\n");
  CHECK(warning_json({"it"}) == "{\"warning\":{\"message\":\"it\"}}\n");
  const Warning whole("it", "do", "main");
  CHECK(warning_text(whole) == "coffer: warning: main: it\nhint: do\n");
  CHECK(warning_json(whole) ==
        "{\"warning\":{\"message\":\"it\",\"hint\":\"do\",\"profile\":\"main\"}}\n");
}

TEST_CASE("a try is told with its parts, and of the key only the end") {
  Attempt attempt{.method = Method::get,
                  .url = "https://ascendex.com/6/api/pro/v1/cash/balance",
                  .prehash = "1608133910000+balance",
                  .api_key = "0123456789abcdef",
                  .status = 200,
                  .failure = "",
                  .timing = {}};
  attempt.timing.connect = std::chrono::microseconds(1234);
  attempt.timing.wait = std::chrono::microseconds(20'050);
  CHECK(attempt_text(attempt) ==
        "> GET https://ascendex.com/6/api/pro/v1/cash/balance\n"
        "> prehash 1608133910000+balance, key ...cdef\n"
        "< 200, connect 1.2 ms, waiting 20.0 ms\n");
  attempt.status.reset();
  attempt.failure = "connection refused";
  attempt.timing = {};
  CHECK(attempt_text(attempt).ends_with("< connection refused\n"));
}

}  // namespace
}  // namespace coffer::app
