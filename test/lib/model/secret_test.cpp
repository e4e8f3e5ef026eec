#include "coffer/secret.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <ostream>
#include <string>
#include <type_traits>
#include <utility>

#include "test/catch.hpp"

namespace coffer {
namespace {

template <class T>
concept Printable = requires(std::ostream& stream, const T& value) {
  stream << value;
};

static_assert(!fmt::is_formattable<Secret>::value);
static_assert(!Printable<Secret>);
static_assert(!std::equality_comparable<Secret>);
static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
static_assert(!std::is_convertible_v<Secret, std::string_view>);
static_assert(!std::is_convertible_v<std::string, Secret>);

const std::string short_text = "hunter2";  // fits into the string object itself
const std::string long_text(200, 's');

bool all_zero(const char* bytes, std::size_t count) {
  return std::all_of(bytes, bytes + count, [](char c) { return c == '\0'; });
}

}  // namespace

TEST_CASE("a secret reveals the text it took over") {
  const std::string& original = GENERATE_REF(short_text, long_text);
  std::string text = original;
  const Secret secret(std::move(text));
  CHECK(secret.reveal() == original);
  CHECK_FALSE(secret.empty());
  CHECK(Secret().empty());
}

TEST_CASE("a text that became a secret leaves no byte behind") {
  std::string text = short_text;
  const char* const bytes = text.data();
  const Secret secret(std::move(text));
  CHECK(text.empty());  // NOLINT(bugprone-use-after-move): that it is empty is the promise
  CHECK(all_zero(bytes, short_text.size()));
}

TEST_CASE("a secret that was moved from is empty and leaves no byte behind") {
  std::string text = short_text;
  Secret source(std::move(text));
  const char* const bytes = source.reveal().data();
  SECTION("by construction") {
    const Secret target(std::move(source));
    CHECK(target.reveal() == short_text);
    CHECK(all_zero(bytes, short_text.size()));
  }
  SECTION("by assignment") {
    std::string old = long_text;
    Secret target(std::move(old));
    target = std::move(source);
    CHECK(target.reveal() == short_text);
    CHECK(all_zero(bytes, short_text.size()));
  }
  CHECK(source.empty());  // NOLINT(bugprone-use-after-move)
}

TEST_CASE("assigning a secret to itself keeps it") {
  std::string text = long_text;
  Secret secret(std::move(text));
  Secret& same = secret;
  secret = std::move(same);
  CHECK(secret.reveal() == long_text);
}

TEST_CASE("wiping overwrites the unused capacity, too") {
  std::string text = long_text;
  text.resize(3);
  const char* const bytes = text.data();
  wipe(text);
  CHECK(text.empty());
  CHECK(text.data() == bytes);
  CHECK(all_zero(bytes, long_text.size()));
}

}  // namespace coffer
