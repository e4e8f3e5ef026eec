#include "coffer/decimal.hpp"

#include <openssl/bn.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <memory>
#include <new>

#include "coffer/text.hpp"

namespace coffer {
namespace {

// Cuts the digits off the front of `text`.
std::string_view take_digits(std::string_view& text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  const std::string_view digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(digits.size());
  return digits;
}

std::string_view without_trailing_zeros(std::string_view digits) {
  return digits.substr(0, digits.find_last_not_of('0') + 1);
}

struct Parts {
  bool negative = false;
  std::string_view whole;     // the digits before the point
  std::string_view fraction;  // and those behind it
};

Parts split(std::string_view text) {
  Parts parts;
  parts.negative = take(text, '-');
  parts.whole = take_digits(text);
  if (take(text, '.')) parts.fraction = text;
  return parts;
}

// Reads what follows the 'e'.
std::optional<int> parse_exponent(std::string_view text) {
  const bool negative = take(text, '-');
  if (!negative) take(text, '+');
  const auto exponent = is_all_digits(text) ? parse_integer<int>(text) : std::nullopt;
  if (!exponent || *exponent > Decimal::max_exponent) return std::nullopt;
  return negative ? -*exponent : *exponent;
}

// The number whose decimal point stands before digit `point`, or where there is none, as many zeros
// to the left or right of the digits.
std::string place_point(bool negative, std::string digits, std::ptrdiff_t point) {
  const auto length = static_cast<std::ptrdiff_t>(digits.size());
  if (point < 1) {
    digits.insert(0, static_cast<std::size_t>(1 - point), '0');
    point = 1;
  } else if (point > length) {
    digits.append(static_cast<std::size_t>(point - length), '0');
  }
  const auto split_at = static_cast<std::size_t>(point);
  const std::size_t zeros = std::min(digits.find_first_not_of('0'), split_at - 1);
  std::string text = negative ? "-" : "";
  text.append(digits, zeros, split_at - zeros);
  if (split_at < digits.size()) text.append(1, '.').append(digits, split_at);
  return text;
}

std::weak_ordering compare_magnitudes(const Parts& left, const Parts& right) {
  if (const auto order = left.whole.size() <=> right.whole.size(); order != 0) return order;
  if (const auto order = left.whole <=> right.whole; order != 0) return order;
  return without_trailing_zeros(left.fraction) <=> without_trailing_zeros(right.fraction);
}

template <auto Free>
struct Freed {
  void operator()(auto* object) const { Free(object); }
};
using Bignum = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using Context = std::unique_ptr<BN_CTX, Freed<BN_CTX_free>>;

void require(bool success) {
  if (!success) throw std::bad_alloc();  // OpenSSL fails for no other reason
}

template <class Owner>
Owner required(Owner object) {
  require(object != nullptr);
  return object;
}

Bignum new_number() { return required(Bignum(BN_new())); }

Context new_context() { return required(Context(BN_CTX_new())); }

// The number times 10 to the power of `scale`.
Bignum scaled(const Parts& parts, std::size_t scale) {
  std::string digits = parts.negative ? "-" : "";
  digits.append(parts.whole).append(parts.fraction);
  digits.append(scale - parts.fraction.size(), '0');
  BIGNUM* number = nullptr;
  require(BN_dec2bn(&number, digits.c_str()) != 0);
  return Bignum(number);
}

// The opposite of `scaled`, with all digits.
std::string written_in_full(const Bignum& number, std::size_t scale) {
  const auto free_text = [](char* text) { OPENSSL_free(text); };
  const auto decimal =
      required(std::unique_ptr<char, decltype(free_text)>(BN_bn2dec(number.get())));
  std::string_view digits = decimal.get();
  const bool negative = take(digits, '-');
  return place_point(
      negative, std::string(digits),
      static_cast<std::ptrdiff_t>(digits.size()) - static_cast<std::ptrdiff_t>(scale));
}

// The opposite of `scaled`, with the fewest digits.
std::string written(const Bignum& number, std::size_t scale) {
  std::string text = written_in_full(number, scale);
  if (scale > 0) text.resize(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

// Applies BN_add or BN_sub.
std::string calculate(int (*operation)(BIGNUM*, const BIGNUM*, const BIGNUM*), const Parts& left,
                      const Parts& right) {
  const std::size_t scale = std::max(left.fraction.size(), right.fraction.size());
  const Bignum result = new_number();
  require(operation(result.get(), scaled(left, scale).get(), scaled(right, scale).get()) != 0);
  return written(result, scale);
}

}  // namespace

std::optional<Decimal> Decimal::parse(std::string_view text) {
  if (text.size() > max_length) return std::nullopt;
  std::string_view rest = text;
  const bool negative = take(rest, '-');
  const std::string_view whole = take_digits(rest);
  if (whole.empty() || (whole.size() > 1 && whole.front() == '0')) return std::nullopt;
  std::string_view fraction;
  if (take(rest, '.')) {
    fraction = take_digits(rest);
    if (fraction.empty()) return std::nullopt;
  }
  if (rest.empty()) return Decimal(std::string(text));

  if (!take(rest, 'e') && !take(rest, 'E')) return std::nullopt;
  const std::optional<int> exponent = parse_exponent(rest);
  if (!exponent) return std::nullopt;
  std::string expanded = place_point(negative, std::string(whole).append(fraction),
                                     static_cast<std::ptrdiff_t>(whole.size()) + *exponent);
  if (expanded.size() > max_length) return std::nullopt;
  return Decimal(std::move(expanded));
}

int Decimal::sign() const {
  if (text_.find_first_of("123456789") == std::string::npos) return 0;
  return text_.front() == '-' ? -1 : 1;
}

Decimal operator+(const Decimal& left, const Decimal& right) {
  return Decimal(calculate(BN_add, split(left.text_), split(right.text_)));
}

Decimal operator-(const Decimal& left, const Decimal& right) {
  return Decimal(calculate(BN_sub, split(left.text_), split(right.text_)));
}

Decimal operator*(const Decimal& left, const Decimal& right) {
  const Parts left_parts = split(left.text_);
  const Parts right_parts = split(right.text_);
  const Bignum product = new_number();
  require(BN_mul(product.get(), scaled(left_parts, left_parts.fraction.size()).get(),
                 scaled(right_parts, right_parts.fraction.size()).get(), new_context().get()) != 0);
  return Decimal(written(product, left_parts.fraction.size() + right_parts.fraction.size()));
}

Decimal rounded_quotient(const Decimal& dividend, const Decimal& divisor, std::size_t decimals) {
  const Parts left = split(dividend.text_);
  const Parts right = split(divisor.text_);
  const std::size_t scale = std::max(left.fraction.size(), right.fraction.size());
  const Bignum numerator = scaled(left, scale + decimals);
  const Bignum denominator = scaled(right, scale);
  const bool is_negative = BN_is_negative(numerator.get()) != BN_is_negative(denominator.get());
  BN_set_negative(numerator.get(), 0);
  BN_set_negative(denominator.get(), 0);

  const Bignum quotient = new_number();
  const Bignum remainder = new_number();
  require(BN_div(quotient.get(), remainder.get(), numerator.get(), denominator.get(),
                 new_context().get()) != 0);
  require(BN_lshift1(remainder.get(), remainder.get()) != 0);
  const int half = BN_cmp(remainder.get(), denominator.get());
  if (half > 0 || (half == 0 && BN_is_odd(quotient.get()) != 0)) {
    require(BN_add_word(quotient.get(), 1) != 0);
  }
  if (BN_is_zero(quotient.get()) == 0) BN_set_negative(quotient.get(), is_negative ? 1 : 0);
  return Decimal(written_in_full(quotient, decimals));
}

std::weak_ordering operator<=>(const Decimal& left, const Decimal& right) {
  const int sign = left.sign();
  if (const auto order = sign <=> right.sign(); order != 0) return order;
  const Parts left_parts = split(left.text_);
  const Parts right_parts = split(right.text_);
  return sign < 0 ? compare_magnitudes(right_parts, left_parts)
                  : compare_magnitudes(left_parts, right_parts);
}

}  // namespace coffer
