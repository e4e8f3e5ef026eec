#pragma once

#include <algorithm>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace coffer {

// Case of ASCII letters, whatever the locale; other bytes stay as they are.
constexpr char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
constexpr char to_upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

inline std::string to_lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = to_lower(c);
  return result;
}
inline std::string to_upper(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = to_upper(c);
  return result;
}

inline bool equal_ignoring_case(std::string_view left, std::string_view right) {
  return std::ranges::equal(left, right, [](char a, char b) { return to_lower(a) == to_lower(b); });
}

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
// Whether the text is among these, or among these parts of them, in any case.
template <class All, class Part = std::identity>
bool contains_ignoring_case(const All& all, std::string_view text, Part part = {}) {
  return std::ranges::any_of(
      all, [&](std::string_view each) { return equal_ignoring_case(each, text); }, part);
}

constexpr bool is_letter(char c) { return to_lower(c) >= 'a' && to_lower(c) <= 'z'; }

inline bool is_all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_digit);
}

// The number that the whole of `text` is: decimal digits, after a '-' where the type is signed.
// Nothing for any other text, and where the type cannot hold the number.
template <std::integral Number>
std::optional<Number> parse_integer(std::string_view text) {
  Number number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, problem] = std::from_chars(text.data(), end, number);
  if (problem != std::errc() || rest != end) return std::nullopt;
  return number;
}

// The parts between the separators, one more than there are of these.
inline std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t end; (end = text.find(separator)) != text.npos; text.remove_prefix(end + 1)) {
    parts.push_back(text.substr(0, end));
  }
  parts.push_back(text);
  return parts;
}

// Takes the character off the front of `text`. False where another one, or none, stands there.
inline bool take(std::string_view& text, char character) {
  if (!text.starts_with(character)) return false;
  text.remove_prefix(1);
  return true;
}

// As editors and spreadsheets put it in front of a text.
inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// The texts in their order, with `separator` between each two.
template <class Texts>
std::string join(const Texts& texts, std::string_view separator) {
  std::string joined;
  bool is_first = true;
  for (const auto& text : texts) {
    if (!is_first) joined += separator;
    joined += text;
    is_first = false;
  }
  return joined;
}

}  // namespace coffer
