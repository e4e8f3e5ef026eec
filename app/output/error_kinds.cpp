#include "app/output/error_kinds.hpp"

#include <array>
#include <cstddef>

namespace coffer::app {
namespace {

using enum ErrorKind;

constexpr std::array rows{
    ErrorKindRow{internal, "internal", 1, true, ""},
    ErrorKindRow{usage, "usage", 2, false, ""},
    ErrorKindRow{config, "config", 3, false, ""},
    ErrorKindRow{auth, "auth", 4, false, "run `coffer doctor` to check the key"},
    ErrorKindRow{network, "network", 5, true,
                 "run `coffer doctor` to see which step of the connection fails"},
    ErrorKindRow{tls, "tls", 6, false,
                 "the server may not be the exchange; run `coffer doctor` for details"},
    ErrorKindRow{unavailable, "unavailable", 7, true, ""},
    ErrorKindRow{rejected, "rejected", 8, true, ""},
    ErrorKindRow{reply, "reply", 9, true,
                 "check the base URL; if it is right, try later or with a newer coffer"},
    ErrorKindRow{output, "output", 10, false, ""},
    ErrorKindRow{condition, "condition", 11, false, ""},
};

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].kind != static_cast<ErrorKind>(i)) return false;
  }
  return true;
}

static_assert(rows.size() == error_kind_count && is_in_order());

}  // namespace

const ErrorKindRow& row_of(ErrorKind kind) { return rows[static_cast<std::size_t>(kind)]; }

bool cannot_pass(const Error& error) { return error.is_final || !row_of(error.kind).may_pass; }

}  // namespace coffer::app
