#include "coffer/decimal.hpp"

#include <compare>
#include <string>
#include <string_view>

#include "test/catch.hpp"

namespace coffer {
namespace {

Decimal decimal(std::string_view text) { return Decimal::parse(text).value(); }

struct Vector {
  std::string_view left, right, sum, difference;
  int order;  // -1, 0, 1: left is less, equal, greater
};

// Computed with Python's decimal module.
constexpr Vector vectors[] = {
    {"22.1308675", "16.1308675", "38.261735", "6", 1},
    {"0.5", "0.5", "1", "0", 0},
    {"0", "0", "0", "0", 0},
    {"-0", "0", "0", "0", 0},
    {"-0.0", "0.00", "0", "0", 0},
    {"1", "-1", "0", "2", 1},
    {"0.1", "0.2", "0.3", "-0.1", -1},
    {"1285.366663467", "0.000000001", "1285.366663468", "1285.366663466", 1},
    {"99999999999999999999999999999999999999.9", "0.1", "100000000000000000000000000000000000000",
     "99999999999999999999999999999999999999.8", 1},
    {"-5", "3", "-2", "-8", -1},
    {"3", "5", "8", "-2", -1},
    {"-3", "-5", "-8", "2", 1},
    {"1.10", "1.1", "2.2", "0", 0},
    {"100", "0.00", "100", "100", 1},
    {"0.001", "-0.001", "0", "0.002", 1},
    {"-0.25", "0.75", "0.5", "-1", -1},
    {"1234567890123456789012345678901234567890", "1", "1234567890123456789012345678901234567891",
     "1234567890123456789012345678901234567889", 1},
    {"0.000000000000000000000000000000000000001", "1", "1.000000000000000000000000000000000000001",
     "-0.999999999999999999999999999999999999999", -1},
    {"9", "1", "10", "8", 1},
    {"10", "0.5", "10.5", "9.5", 1},
    {"100000", "-99999.99999", "0.00001", "199999.99999", 1},
    {"-1", "1.000", "0", "-2", -1},
    {"0.09", "0.1", "0.19", "-0.01", -1},
    {"-0.09", "-0.1", "-0.19", "0.01", 1},
    {"12", "9", "21", "3", 1},
    {"-12", "-9", "-21", "-3", -1},
    {"100", "20.00", "120", "80", 1},
};

struct Products {
  std::string_view left, right, product, in_two, in_eighteen;
};

// Computed with Python's decimal module, the quotients rounded half to even.
constexpr Products products[] = {
    {"22.1308675", "11350.25", "251190.878841875", "0.00", "0.001949813219973128"},
    {"0", "5.5", "0", "0.00", "0.000000000000000000"},
    {"-0", "3", "0", "0.00", "0.000000000000000000"},
    {"-1.5", "0.25", "-0.375", "-6.00", "-6.000000000000000000"},
    {"1", "8", "8", "0.12", "0.125000000000000000"},
    {"3", "8", "24", "0.38", "0.375000000000000000"},
    {"-1", "8", "-8", "-0.12", "-0.125000000000000000"},
    {"-3", "8", "-24", "-0.38", "-0.375000000000000000"},
    {"1", "200", "200", "0.00", "0.005000000000000000"},
    {"3", "200", "600", "0.02", "0.015000000000000000"},
    {"-1", "1000", "-1000", "0.00", "-0.001000000000000000"},
    {"1", "3", "3", "0.33", "0.333333333333333333"},
    {"2", "3", "6", "0.67", "0.666666666666666667"},
    {"100", "7", "700", "14.29", "14.285714285714285714"},
    {"0.000000001", "100000000", "0.1", "0.00", "0.000000000000000010"},
    {"1285.366663467", "252671.720030342", "324775805.727868648542915714", "0.01",
     "0.005087101410924211"},
    {"1", "11350.25", "11350.25", "0.00", "0.000088103786260215"},
    {"99999999999999999999999999.99", "0.01", "999999999999999999999999.9999",
     "9999999999999999999999999999.00", "9999999999999999999999999999.000000000000000000"},
    {"-404.698935572", "69.1542", "-27986.6311303332024", "-5.85", "-5.852123740452496016"},
};

int order_of(const Decimal& left, const Decimal& right) {
  const std::weak_ordering order = left <=> right;
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

}  // namespace

TEST_CASE("sums, differences and order are exact") {
  for (const Vector& vector : vectors) {
    CAPTURE(vector.left, vector.right);
    const Decimal left = decimal(vector.left);
    const Decimal right = decimal(vector.right);
    CHECK((left + right).text() == vector.sum);
    CHECK((right + left).text() == vector.sum);
    CHECK((left - right).text() == vector.difference);
    CHECK(order_of(left, right) == vector.order);
    CHECK(order_of(right, left) == -vector.order);
    CHECK((left == right) == (vector.order == 0));
    CHECK((left - right).sign() == vector.order);
  }
}

TEST_CASE("a product is the sum of as many") {
  for (const Vector& vector : vectors) {
    CAPTURE(vector.left);
    const Decimal amount = decimal(vector.left);
    CHECK((amount * 0).text() == "0");
    CHECK((amount * 1) == amount);
    CHECK((amount * 3).text() == (amount + amount + amount).text());
    CHECK((amount * 10) == decimal(std::string(vector.left) + "e1"));
  }
  CHECK((decimal("0.25") * 4).text() == "1");
  CHECK((decimal("0.000000001") * 4'294'967'295).text() == "4.294967295");
}

TEST_CASE("a product is exact, and a quotient is rounded half to even") {
  for (const auto& [left, right, product, in_two, in_eighteen] : products) {
    CAPTURE(left, right);
    CHECK((decimal(left) * decimal(right)).text() == product);
    CHECK((decimal(right) * decimal(left)).text() == product);
    CHECK(rounded_quotient(decimal(left), decimal(right), 2).text() == in_two);
    CHECK(rounded_quotient(decimal(left), decimal(right), 18).text() == in_eighteen);
  }
  CHECK(rounded_quotient(decimal("-5"), decimal("2"), 0).text() == "-2");
  CHECK(rounded_quotient(decimal("-7"), decimal("2"), 0).text() == "-4");
}

TEST_CASE("a number without an exponent keeps its text") {
  const auto text = GENERATE(as<std::string>{}, "0", "-0", "0.0", "-0.00", "1", "10", "0.10",
                             "1285.366663467", "-22.1308675", "0.000000001",
                             "123456789012345678901234567890123456789012345678901234567890.5");
  CAPTURE(text);
  CHECK(decimal(text).text() == text);
}

TEST_CASE("an exponent is expanded exactly and leaves no superfluous zero in front") {
  struct {
    std::string_view text, expanded;
  } const cases[] = {
      {"1.50e1", "15.0"},
      {"1.5e3", "1500"},
      {"1.5E+3", "1500"},
      {"1e-3", "0.001"},
      {"0e5", "0"},
      {"-0e5", "-0"},
      {"0.0e1", "0"},
      {"0.0e-1", "0.00"},
      {"0.5e1", "5"},
      {"0.05e1", "0.5"},
      {"0.005e1", "0.05"},
      {"0.005e3", "5"},
      {"0.0050e3", "5.0"},
      {"0.0012e3", "1.2"},
      {"12.34e0", "12.34"},
      {"12.34e-0", "12.34"},
      {"12.34e1", "123.4"},
      {"12.34e2", "1234"},
      {"12.34e5", "1234000"},
      {"12.34e-1", "1.234"},
      {"12.34e-2", "0.1234"},
      {"-12.34e-3", "-0.01234"},
      {"100e-2", "1.00"},
      {"1e0003", "1000"},
      {"1e64", "10000000000000000000000000000000000000000000000000000000000000000"},
      {"1e-64", "0.0000000000000000000000000000000000000000000000000000000000000001"},
  };
  for (const auto& [text, expanded] : cases) {
    CAPTURE(text);
    CHECK(decimal(text).text() == expanded);
  }
}

TEST_CASE("an exponent beyond 64 is refused") {
  const auto text = GENERATE(as<std::string>{}, "1e65", "1e-65", "0e65", "1e100",
                             "1e99999999999999999999", "1e-99999999999999999999");
  CAPTURE(text);
  CHECK_FALSE(Decimal::parse(text));
}

TEST_CASE("text that is no JSON number is refused") {
  const auto text = GENERATE(as<std::string>{}, "", "NaN", "nan", "Infinity", "-Infinity", "1,5",
                             "1.5,0", "0x1", "+1", " 1", "1 ", "1\n", "00", "00.10", "-00", "01",
                             ".5", "-.5", "1.", "1.e5", "-", "--1", "1-", "1.2.3", "e5", "1e",
                             "1e+", "1e-", "1e1.5", "1e 5", "1e5x", "1f", "\xd9\xa1");
  CAPTURE(text);
  CHECK_FALSE(Decimal::parse(text));
  CHECK_FALSE(Decimal::parse(std::string_view("1\0", 2)));
}

TEST_CASE("256 characters are the longest number, written or expanded") {
  const std::string longest(256, '7');
  CHECK(decimal(longest).text() == longest);
  CHECK_FALSE(Decimal::parse(longest + "7"));
  CHECK(decimal(std::string(192, '7') + "e64").text().size() == 256);
  CHECK_FALSE(Decimal::parse(std::string(193, '7') + "e64"));
}

TEST_CASE("the longest numbers can be added") {
  const Decimal most = decimal(std::string(256, '9'));
  CHECK((most + decimal("1")).text() == "1" + std::string(256, '0'));
  const Decimal least = decimal("0." + std::string(253, '0') + "1");
  CHECK((most + least).text() == std::string(256, '9') + least.text().substr(1));
}

TEST_CASE("the sign is that of the value, not of its text") {
  CHECK(Decimal().sign() == 0);
  CHECK(decimal("-0").sign() == 0);
  CHECK(decimal("-0.000").sign() == 0);
  CHECK(decimal("-0.001").sign() == -1);
  CHECK(decimal("0.001").sign() == 1);
}

TEST_CASE("a default decimal is zero") { CHECK(Decimal().text() == "0"); }

}  // namespace coffer
