#include "api/mask.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>

namespace coffer {
namespace {

constexpr std::size_t least_hidden = 8;

// Of what is escaped or encoded so often that nobody would read it.
constexpr std::size_t most_backslashes = 8;
constexpr std::size_t most_encodings = 4;

// Whether the text has these hexadecimal digits here, in either case.
bool is_code(std::string_view digits, char character) {
  unsigned code = 0;
  const auto [end, problem] =
      std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
  return problem == std::errc() && end == digits.data() + digits.size() &&
         code == static_cast<unsigned char>(character);
}

bool may_stand_for(char found, char character) {
  return found == character || (character == '+' && (found == ' ' || found == '-')) ||
         (character == '/' && found == '_');
}

// How much of the beginning of the text stands for this character; 0: it does not.
std::size_t length_of(std::string_view text, char character) {
  std::size_t at = 0;
  while (at < std::min(text.size(), most_backslashes) && text[at] == '\\') ++at;
  const std::string_view rest = text.substr(at);
  if (rest.empty()) return 0;
  if (at > 0 && rest.size() >= 5 && rest[0] == 'u' && is_code(rest.substr(1, 4), character)) {
    return at + 5;
  }
  if (rest[0] == '%') {
    std::size_t digits = 1;
    while (digits < 2 * most_encodings && rest.substr(digits).starts_with("25")) digits += 2;
    if (rest.size() >= digits + 2 && is_code(rest.substr(digits, 2), character)) {
      return at + digits + 2;
    }
  }
  return may_stand_for(rest[0], character) ? at + 1 : 0;
}

// How much of the beginning of the text is the hidden text; 0: it is not.
std::size_t length_of(std::string_view text, std::string_view hidden) {
  std::size_t size = 0;
  for (const char character : hidden) {
    if (character == '\\') continue;  // as those in the text, which may have more or fewer
    const std::size_t length = length_of(text.substr(size), character);
    if (length == 0) return character == '=' ? size : 0;
    size += length;
  }
  return size;
}

}  // namespace

void mask_all(std::string& text, std::string_view hidden, std::string_view mask) {
  if (hidden.size() < least_hidden) return;
  std::array<bool, 256> may_begin{};
  for (std::size_t byte = 0; byte < may_begin.size(); ++byte) {
    const char found = static_cast<char>(byte);
    may_begin[byte] = found == '\\' || found == '%' || may_stand_for(found, hidden.front());
  }
  const auto length_at = [&](std::size_t at) {
    const bool begins = may_begin[static_cast<unsigned char>(text[at])];
    const std::size_t length = begins ? length_of(std::string_view(text).substr(at), hidden) : 0;
    return length < mask.size() ? 0 : length;
  };

  std::size_t at = 0;
  while (at < text.size() && length_at(at) == 0) ++at;
  std::size_t kept = at;
  while (at < text.size()) {
    if (const std::size_t length = length_at(at); length > 0) {
      kept += mask.copy(text.data() + kept, mask.size());
      at += length;
    } else {
      text[kept++] = text[at++];
    }
  }
  text.resize(kept);
}

}  // namespace coffer
