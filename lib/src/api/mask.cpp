#include "api/mask.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "coffer/text.hpp"

namespace coffer {
namespace {

constexpr std::size_t least_hidden = 8;

// How much of the beginning of the text stands for this character; 0: it does not.
std::size_t length_of(std::string_view text, char character) {
  if (text.starts_with(character)) return 1;
  for (const std::string_view prefix : {"%", "%25", "\\u00", "\\\\u00"}) {
    if (text.starts_with(prefix) &&
        equal_ignoring_case(text.substr(prefix.size(), 2), fmt::format("{:02x}", character))) {
      return prefix.size() + 2;
    }
  }
  for (const std::string_view escape : {"\\", "\\\\"}) {
    if (text.starts_with(escape) && text.substr(escape.size()).starts_with(character))
      return escape.size() + 1;
  }
  const std::string_view others = character == '+' ? " -" : character == '/' ? "_" : "";
  return !text.empty() && others.find(text.front()) != others.npos ? 1 : 0;
}

// How much of the beginning of the text is the hidden text; 0: it is not.
std::size_t length_of(std::string_view text, std::string_view hidden) {
  std::size_t size = 0;
  for (const char character : hidden) {
    const std::size_t length = length_of(text.substr(size), character);
    if (length == 0) return character == '=' ? size : 0;
    size += length;
  }
  return size;
}

}  // namespace

void mask_all(std::string& text, std::string_view hidden, std::string_view mask) {
  if (hidden.size() < least_hidden) return;
  std::size_t kept = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = length_of(std::string_view(text).substr(at), hidden);
    if (length >= mask.size()) {
      kept += mask.copy(text.data() + kept, mask.size());
      at += length;
    } else {
      text[kept++] = text[at++];
    }
  }
  text.resize(kept);
}

}  // namespace coffer
