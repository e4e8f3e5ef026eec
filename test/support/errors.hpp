#pragma once

#include "coffer/error.hpp"
#include "test/catch.hpp"

namespace coffer::test {

// The error that the call ends in.
template <class Call>
Error error_of(Call call) {
  try {
    call();
  } catch (const Error& error) {
    return error;
  }
  FAIL("no error");
  throw;
}

}  // namespace coffer::test
