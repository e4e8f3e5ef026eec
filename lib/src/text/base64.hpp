#pragma once

#include <string>
#include <string_view>

namespace coffer {

std::string base64(std::string_view data);

}  // namespace coffer
