#include "lib/src/api/mask.hpp"

#include <fmt/format.h>

#include <string>

#include "test/catch.hpp"

namespace coffer {
namespace {

constexpr const char* signature = "bC+d/eFgHiJkLmNoPqRsTuVwXyZ0123456789abcdef=";

std::string masked(std::string text) {
  mask_all(text, signature, "[signature]");
  return text;
}

TEST_CASE("what is hidden is masked however it is encoded, and wherever it stands") {
  const std::string sent =
      GENERATE(as<std::string>{}, signature, R"(bC+d\/eFgHiJkLmNoPqRsTuVwXyZ0123456789abcdef=)",
               R"(bC+d\\/eFgHiJkLmNoPqRsTuVwXyZ0123456789abcdef=)",
               R"(\u0062C\u002Bd\u002feFgHiJkLmNoPqRsTuVwXyZ0123456789abcdef\u003d)",
               "bC%2Bd%2FeFgHiJkLmNoPqRsTuVwXyZ0123456789abcdef%3D",
               "%62C%2bd%2feFgHiJkLmNoPqRsTuVwXyZ0123456789abcdef%3d",
               "bC%252Bd%252FeFgHiJkLmNoPqRsTuVwXyZ0123456789abcdef%253D",
               "bC d/eFgHiJkLmNoPqRsTuVwXyZ0123456789abcdef=",
               "bC-d_eFgHiJkLmNoPqRsTuVwXyZ0123456789abcdef");
  CAPTURE(sent);
  CHECK(masked(sent) == "[signature]");
  CHECK(masked(fmt::format("sign={0}&x {0}", sent)) == "sign=[signature]&x [signature]");
}

TEST_CASE("other text stays as it is") {
  const std::string text =
      GENERATE(as<std::string>{}, "", "bC+d/eFgH", "bC%", R"(bC\)", R"(\u006)", "%2",
               "BC+D/EFGHIJKLMNOPQRSTUVWXYZ0123456789ABCDEF=", R"({"code":0,"data":[]})");
  CHECK(masked(text) == text);
}

TEST_CASE("what is too short to be told from other text is not masked") {
  std::string text = R"({"code":0,"a":"1234567"})";
  mask_all(text, "code", "[key]");
  mask_all(text, "1234567", "[key]");
  CHECK(text == R"({"code":0,"a":"1234567"})");
  mask_all(text, "", "[key]");
}

TEST_CASE("a text of any length is masked in proportion to it") {
  std::string text = GENERATE(
      std::string(4 << 20, '\\'),
      [] {
        std::string many = "%";
        while (many.size() < 4 << 20) many += "25";
        return many;
      }(),
      [] {
        std::string many;
        while (many.size() < 4 << 20) many += signature;
        return many;
      }());
  CHECK(masked(std::move(text)).find(signature) == std::string::npos);
}

}  // namespace
}  // namespace coffer
