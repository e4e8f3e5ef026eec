#pragma once

#include "coffer/error.hpp"

// Stands before RapidJSON's headers. What it asserts is that its caller makes no mistake.
#define RAPIDJSON_ASSERT(condition) \
  ((condition) ? void() : throw ::coffer::Error(::coffer::ErrorKind::internal, "JSON: " #condition))
