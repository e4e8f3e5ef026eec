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
    {"-51750.0181590830", "9832976176283.186", "9832976124533.167840917",
     "-9832976228033.204159083", -1},
    {"1141153371300629929.960308246", "658218672219201984.8219", "1799372043519831914.782208246",
     "482934699081427945.138408246", 1},
    {"601713882578.19093786579", "-271870429101.31", "329843453476.88093786579",
     "873584311679.50093786579", 1},
    {"-41496206415154234.118625276", "782.95559797", "-41496206415153451.163027306",
     "-41496206415155017.074223246", -1},
    {"967.7104", "-7372860242.5075291703", "-7372859274.7971291703", "7372861210.2179291703", 1},
    {"-96778.667", "471007.842684", "374229.175684", "-567786.509684", -1},
    {"-973594882084.321223", "7.244026859", "-973594882077.077196141", "-973594882091.565249859",
     -1},
    {"-90504.90786666", "7213735305334027", "7213735305243522.09213334",
     "-7213735305424531.90786666", -1},
    {"213.2159010", "707590890005563951", "707590890005564164.215901", "-707590890005563737.784099",
     -1},
    {"6312081.45", "-2078021669525163.7774121", "-2078021663213082.3274121",
     "2078021675837245.2274121", 1},
    {"-513916392.28038528084", "556624390.25388", "42707997.97349471916", "-1070540782.53426528084",
     -1},
    {"-952096011810938372674.363", "51241964139901802.00474395755",
     "-952044769846798470872.35825604245", "-952147253775078274476.36774395755", -1},
    {"13711300.735", "34380527880299.5116372", "34380541591600.2466372", "-34380514168998.7766372",
     -1},
    {"-942384200086309558521.67612220297", "76663052900741959314.20018263",
     "-865721147185567599207.47593957297", "-1019047252987051517835.87630483297", -1},
    {"4.483", "-584494331.205798", "-584494326.722798", "584494335.688798", 1},
    {"-76644052735996797.88", "206161765276562.022279180", "-76437890970720235.85772082",
     "-76850214501273359.90227918", -1},
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
