#pragma once

#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace coffer {

// An exact decimal number that remembers how it was written: "0.10" and "0.1" are equal, and each
// is printed as it came. No operation rounds, and none depends on the locale.
class Decimal {
 public:
  // A longer text is refused: the time to compute with a number grows with the square of its
  // length.
  static constexpr std::size_t max_length = 256;

  // The largest exponent, of either sign, that is expanded.
  static constexpr int max_exponent = 64;

  Decimal() = default;      // zero
  Decimal(unsigned number)  // NOLINT(google-explicit-constructor): it is exact
      : text_(std::to_string(number)) {}

  // Reads a JSON number: an optional '-', digits without a superfluous leading zero, optionally
  // '.' and digits, optionally an exponent. An exponent is expanded exactly ("1.5e3" becomes
  // "1500"); everything else keeps its text. Nothing for any other text, one longer than
  // max_length (as written or expanded), or an exponent beyond max_exponent.
  static std::optional<Decimal> parse(std::string_view text);

  // The digits, without an exponent.
  const std::string& text() const { return text_; }

  // -1, 0 or 1.
  int sign() const;

  // Sums, differences and products are written with the fewest digits that are exact: 0.5 + 0.5 is
  // "1".
  friend Decimal operator+(const Decimal& left, const Decimal& right);
  friend Decimal operator-(const Decimal& left, const Decimal& right);
  friend Decimal operator*(const Decimal& left, const Decimal& right);

  // The quotient rounded to that many decimals, half to even, and written with all of them: 1 by 8
  // in two is "0.12". The divisor must not be zero.
  friend Decimal rounded_quotient(const Decimal& dividend, const Decimal& divisor,
                                  std::size_t decimals);

  // By value: "-0.0" equals "0".
  friend std::weak_ordering operator<=>(const Decimal& left, const Decimal& right);
  friend bool operator==(const Decimal& left, const Decimal& right) {
    return (left <=> right) == std::weak_ordering::equivalent;
  }

 private:
  explicit Decimal(std::string text) : text_(std::move(text)) {}

  std::string text_ = "0";
};

}  // namespace coffer
