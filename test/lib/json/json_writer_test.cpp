#include "coffer/json_writer.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "test/catch.hpp"
#include "test/support/errors.hpp"

namespace coffer {
namespace {

void write_sample(JsonWriter& json) {
  json.begin_array();
  json.begin_object();
  json.key("asset").string("BTC");
  json.key("totalBalance").string("22.1308675");
  json.key("group").integer(6);
  json.key("flags").begin_array().boolean(true).boolean(false).null().end_array();
  json.key("none").begin_array().end_array();
  json.end_object();
  json.end_array();
}

std::string written(std::string_view text) {
  JsonWriter json(JsonWriter::Style::compact);
  return json.string(text).take();
}

}  // namespace

TEST_CASE("a compact document has no white space") {
  JsonWriter json(JsonWriter::Style::compact);
  write_sample(json);
  CHECK(
      json.take() ==
      R"([{"asset":"BTC","totalBalance":"22.1308675","group":6,"flags":[true,false,null],"none":[]}])");
}

TEST_CASE("an indented document has two spaces a level") {
  JsonWriter json(JsonWriter::Style::indented);
  write_sample(json);
  CHECK(json.take() == R"([
  {
    "asset": "BTC",
    "totalBalance": "22.1308675",
    "group": 6,
    "flags": [
      true,
      false,
      null
    ],
    "none": []
  }
])");
}

TEST_CASE("integers of any size are written exactly") {
  JsonWriter json(JsonWriter::Style::compact);
  CHECK(json.integer(std::numeric_limits<std::int64_t>::min()).take() == "-9223372036854775808");
  CHECK(json.integer(std::numeric_limits<std::int64_t>::max()).take() == "9223372036854775807");
}

TEST_CASE("text is UTF-8 as it is, and what JSON or nobody can see is escaped") {
  CHECK(written("") == R"("")");
  CHECK(written(std::string_view()) == R"("")");
  CHECK(written("a b~!/'<") == R"("a b~!/'<")");
  CHECK(written("\"\\") == R"("\"\\")");
  CHECK(written("\b\f\n\r\t") == R"("\b\f\n\r\t")");
  CHECK(written(std::string_view("\0", 1)) == "\"\\u0000\"");
  CHECK(written("\x1b[31m") == R"("\u001B[31m")");
  CHECK(written("\x7f") == R"("\u007F")");
  CHECK(written("\u0080\u009b") == R"("\u0080\u009B")");  // C1
  CHECK(written("\u202e\u2066") == R"("\u202E\u2066")");  // bidirectional
  CHECK(written("\u200b\ufeff") == R"("\u200B\uFEFF")");  // zero width
  CHECK(written("\U000E0001") == R"("\uDB40\uDC01")");    // a tag
  CHECK(written("\u00e9\uffff\U0001F4B0") == "\"\u00e9\uffff\U0001F4B0\"");
}

TEST_CASE("bytes that are not UTF-8 become replacement characters") {
  CHECK(written("a\xff"
                "b") == "\"a\uFFFDb\"");
  CHECK(written("\xe2\x82") == "\"\uFFFD\uFFFD\"");
  CHECK(written("\xe2\x82\xac\x80") == "\"\u20AC\uFFFD\"");
}

TEST_CASE("keys are escaped like strings") {
  JsonWriter json(JsonWriter::Style::compact);
  CHECK(json.begin_object().key("\x1b\"").null().end_object().take() == R"({"\u001B\"":null})");
}

TEST_CASE("a writer can write one document after the other") {
  JsonWriter first(JsonWriter::Style::indented);
  CHECK(first.begin_object().key("a").integer(1).end_object().take() == "{\n  \"a\": 1\n}");
  CHECK(first.begin_array().integer(2).end_array().take() == "[\n  2\n]");
}

TEST_CASE("wrong nesting is a defect and not a broken document") {
  JsonWriter json(GENERATE(JsonWriter::Style::compact, JsonWriter::Style::indented));
  const auto is_refused = [&](auto write) {
    return test::error_of(write).kind == ErrorKind::internal;
  };
  SECTION("nothing") {
    CHECK(is_refused([&] { json.take(); }));
  }
  SECTION("two documents") {
    CHECK(is_refused([&] { json.null().null(); }));
  }
  SECTION("an end without a begin") {
    CHECK(is_refused([&] { json.end_object(); }));
    CHECK(is_refused([&] { json.end_array(); }));
  }
  SECTION("an array") {
    json.begin_array();
    CHECK(is_refused([&] { json.end_object(); }));
    CHECK(is_refused([&] { json.take(); }));
  }
  SECTION("an object") {
    json.begin_object();
    CHECK(is_refused([&] { json.end_array(); }));
    CHECK(is_refused([&] { json.integer(1); }));
    CHECK(is_refused([&] { json.take(); }));
  }
}

TEST_CASE("a document can be moved out part by part") {
  JsonWriter json(JsonWriter::Style::compact);
  std::string out;
  json.begin_array().integer(1).move_to(out);
  CHECK(out == "[1");
  json.integer(2).end_array().move_to(out);
  CHECK(out == "[1,2]");
}

}  // namespace coffer
