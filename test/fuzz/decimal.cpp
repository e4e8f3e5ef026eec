// Two lines, a number each: what is read as one, and that sum, difference and order are those of
// schoolbook arithmetic.

#include "coffer/decimal.hpp"

#include <compare>
#include <cstdlib>

#include "test/fuzz/fuzz.hpp"
#include "test/fuzz/schoolbook.hpp"

namespace coffer::fuzz {
namespace {

int sign_of(std::weak_ordering order) { return order < 0 ? -1 : order > 0 ? 1 : 0; }

std::optional<Decimal> read(std::string_view text) {
  const std::optional<Decimal> number = Decimal::parse(text);
  const auto expected = Schoolbook::read(text);
  const bool readable = expected && text.size() <= Decimal::max_length &&
                        std::abs(expected->exponent) <= Decimal::max_exponent &&
                        expected->written().size() <= Decimal::max_length;
  require(number.has_value() == readable, "exactly JSON numbers within the limits are read");
  if (!number) return {};

  const bool has_exponent = text.find_first_of("eE") != std::string_view::npos;
  require(number->text() == (has_exponent ? expected->written() : text),
          "the text is kept, an exponent expanded");
  require(number->sign() == sign(*expected), "the sign is right");
  return number;
}

void check_sum(const Decimal& sum, const Schoolbook& expected) {
  require(sum.text() == expected.shortest(), "sums have the fewest digits that are exact");
  require(sum.sign() == sign(expected), "the sign of a sum is right");
}

}  // namespace
}  // namespace coffer::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace coffer::fuzz;
  std::string_view rest = text_of(data, size);
  const auto left = read(take_until('\n', rest));
  const auto right = read(rest);
  if (!left || !right) return 0;

  const auto a = *Schoolbook::read(left->text());
  const auto b = *Schoolbook::read(right->text());
  const Schoolbook difference = add(a, negated(b));
  check_sum(*left + *right, add(a, b));
  check_sum(*left - *right, difference);
  require(sign_of(*left <=> *right) == sign(difference), "the order is that of the values");
  require((*left == *right) == difference.is_zero(), "equal are equal values");
  require(*left * 3 == *left + *left + *left, "a product is the sum of as many");
  require((*left + *right) - *right == *left, "what was added can be taken away");
  return 0;
}
