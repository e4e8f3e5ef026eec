#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace coffer::fuzz {

// Decimal numbers as pupils write and add them, digit by digit in columns. The reference that
// Decimal is held against; slow, and without any code of it.
struct Schoolbook {
  bool negative = false;
  std::string digits;     // the first the most significant, with leading zeros or without
  std::size_t scale = 0;  // how many of them stand behind the point
  int exponent = 0;       // as it was written, if at most 999; already applied

  // Reads a JSON number of any length.
  static std::optional<Schoolbook> read(std::string_view text) {
    Schoolbook number;
    std::size_t at = 0;
    const auto skip = [&](char c) { return at < text.size() && text[at] == c ? ++at != 0 : false; };
    const auto digits = [&] {
      const std::size_t end = std::min(text.find_first_not_of("0123456789", at), text.size());
      const std::string taken(text, at, end - at);
      at = end;
      return taken;
    };

    number.negative = skip('-');
    number.digits = digits();
    if (number.digits.empty() || (number.digits.size() > 1 && number.digits[0] == '0')) return {};
    if (skip('.')) {
      const std::string fraction = digits();
      if (fraction.empty()) return {};
      number.digits += fraction;
      number.scale = fraction.size();
    }
    if (skip('e') || skip('E')) {
      const bool smaller = skip('-');
      if (!smaller) skip('+');
      const std::string written = digits();
      if (written.empty()) return {};
      for (const char c : written)
        number.exponent = std::min(number.exponent * 10 + (c - '0'), 999);
      if (smaller) number.exponent = -number.exponent;
      number.shift(number.exponent);
    }
    if (at != text.size()) return {};
    return number;
  }

  // Multiplies by a power of ten.
  void shift(int places) {
    for (; places > 0; --places) {
      if (scale > 0) {
        --scale;
      } else {
        digits += '0';
      }
    }
    for (; places < 0; ++places) ++scale;
    if (digits.size() <= scale) digits.insert(0, scale + 1 - digits.size(), '0');
  }

  bool is_zero() const { return digits.find_first_not_of('0') == std::string::npos; }

  // With every digit behind the point.
  std::string written() const {
    std::string text = digits.substr(0, digits.size() - scale);
    text.erase(0, std::min(text.find_first_not_of('0'), text.size() - 1));
    if (scale > 0) text += "." + digits.substr(digits.size() - scale);
    return (negative ? "-" : "") + text;
  }

  // With the fewest digits.
  std::string shortest() const {
    if (is_zero()) return "0";
    Schoolbook number = *this;
    while (number.scale > 0 && number.digits.back() == '0') {
      number.digits.pop_back();
      --number.scale;
    }
    return number.written();
  }
};

// Gives both as many digits before the point, and behind it, as the other.
inline void align(Schoolbook& left, Schoolbook& right) {
  for (auto [one, other] : {std::pair(&left, &right), std::pair(&right, &left)}) {
    if (one->scale >= other->scale) continue;
    one->digits.append(other->scale - one->scale, '0');
    one->scale = other->scale;
  }
  const std::size_t length = std::max(left.digits.size(), right.digits.size());
  for (Schoolbook* number : {&left, &right})
    number->digits.insert(0, length - number->digits.size(), '0');
}

inline Schoolbook add(Schoolbook left, Schoolbook right) {
  align(left, right);
  if (left.digits < right.digits) std::swap(left, right);
  int carry = 0;
  for (std::size_t i = left.digits.size(); i-- > 0;) {
    const int other = right.digits[i] - '0' + carry;
    int sum = left.digits[i] - '0' + (left.negative == right.negative ? other : -other);
    carry = sum < 0 || sum > 9 ? 1 : 0;
    sum += sum < 0 ? 10 : sum > 9 ? -10 : 0;
    left.digits[i] = static_cast<char>('0' + sum);
  }
  left.digits.insert(0, 1, static_cast<char>('0' + carry));
  return left;
}

inline Schoolbook negated(Schoolbook number) {
  number.negative = !number.negative;
  return number;
}

inline int sign(const Schoolbook& number) {
  return number.is_zero() ? 0 : number.negative ? -1 : 1;
}

}  // namespace coffer::fuzz
