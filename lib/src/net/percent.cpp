#include "percent.hpp"

#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "text/ascii.hpp"

namespace coffer {

std::string percent_encoded(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const bool unreserved =
        is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
    result += unreserved
                  ? std::string(1, c)
                  : fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
  return result;
}

std::optional<Secret> percent_decoded(std::string_view text) {
  std::string result;
  result.reserve(text.size());  // a string that grows leaves its bytes behind
  const auto refuse = [&] {
    wipe(result);
    return std::nullopt;
  };
  for (; !text.empty(); text.remove_prefix(1)) {
    if (text.front() != '%') {
      result += text.front();
      continue;
    }
    if (text.size() < 3) return refuse();
    unsigned char byte = 0;
    const char* const end = text.data() + 3;
    const auto [rest, error] = std::from_chars(text.data() + 1, end, byte, 16);
    if (error != std::errc() || rest != end) return refuse();
    result += static_cast<char>(byte);
    text.remove_prefix(2);
  }
  return Secret(std::move(result));
}

}  // namespace coffer
