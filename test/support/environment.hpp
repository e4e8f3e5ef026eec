#pragma once

#include <map>
#include <string>

#include "app/system/environment.hpp"

namespace coffer::test {

using Variables = std::map<std::string, std::string>;

// Copies nothing: the variables must outlive it.
inline app::Environment environment(const Variables& variables) {
  return app::Environment([&](const char* name) -> const char* {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  });
}

}  // namespace coffer::test
