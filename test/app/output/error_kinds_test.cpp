#include "app/output/error_kinds.hpp"

#include <string>

#include "test/catch.hpp"

using namespace coffer;
using namespace coffer::app;

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
