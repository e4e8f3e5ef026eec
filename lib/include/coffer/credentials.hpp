#pragma once

#include <string>

#include "coffer/secret.hpp"
#include "coffer/signature.hpp"

namespace coffer {

struct Credentials {
  std::string api_key;  // printable ASCII
  Secret secret;
  SecretEncoding encoding = SecretEncoding::raw;
};

}  // namespace coffer
