#include "coffer/json_reader.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "test/catch.hpp"

namespace coffer {
namespace {

const JsonReader::Rules rules{.kind = ErrorKind::reply, .source = "text"};
const JsonReader::Rules file{.kind = ErrorKind::config, .source = "p.json", .by_hand = true};

// The message of the error that reading all of `text` gives; empty where there is none.
std::string refusal(std::string text, const JsonReader::Rules& how = rules) {
  try {
    JsonReader json(text, how);
  } catch (const Error& error) {
    CHECK(error.kind == how.kind);
    return error.message;
  }
  return "";
}

// The same, where `read` reads.
template <class Read>
std::string refusal_of(std::string text, const JsonReader::Rules& how, Read read) {
  JsonReader json(text, how);
  try {
    read(json);
  } catch (const Error& error) {
    CHECK(error.kind == how.kind);
    return error.message;
  }
  return "";
}

// Where the value stands that a callback has not begun to read, as messages tell it.
std::string place(const JsonReader& json) {
  try {
    json.fail("here");
  } catch (const Error& error) {
    return error.message;
  }
}

std::string read_string(std::string text) {
  JsonReader json(text, rules);
  return std::string(json.string());
}

}  // namespace

TEST_CASE("every type of value is read where it stands") {
  std::string text =
      R"( {"n" : null, "t":true,"f" :false , "i":-12,"d":1.50e3 ,"s":"a\"b", "o":{}, "l":[1,[],"x"]} )";
  JsonReader json(text, rules);
  std::vector<std::string> seen;
  json.each_member([&](std::string_view key) {
    seen.emplace_back(key);
    using Type = JsonReader::Type;
    switch (json.type()) {
      case Type::null:
        break;
      case Type::boolean:
        seen.emplace_back(json.boolean() ? "yes" : "no");
        break;
      case Type::number:
        seen.emplace_back(json.number());
        break;
      case Type::string:
        seen.emplace_back(json.string());
        break;
      case Type::object:
        json.each_member([](std::string_view) {});
        break;
      case Type::array:
        json.each_element([&] { seen.emplace_back(place(json)); });
    }
  });
  CHECK(seen == std::vector<std::string>{"n", "t", "yes", "f", "no", "i", "-12", "d", "1.50e3", "s",
                                         "a\"b", "o", "l", "text: $.l[0]: here",
                                         "text: $.l[1]: here", "text: $.l[2]: here"});
}

TEST_CASE("a number's token is exactly the text's, wherever it stands") {
  std::string text =
      "[0 ,-0,1.10\n,22.1308675,0.10000000000000000000000000000000000000001E+05,"
      "123456789012345678901234567890123456789012345678901234567890,-1e-9]";
  const std::vector<std::string> expected = {
      "0",
      "-0",
      "1.10",
      "22.1308675",
      "0.10000000000000000000000000000000000000001E+05",
      "123456789012345678901234567890123456789012345678901234567890",
      "-1e-9"};
  JsonReader json(text, rules);
  std::vector<std::string> seen;
  json.each_element([&] { seen.emplace_back(json.number()); });
  CHECK(seen == expected);

  std::string root = " 17";
  CHECK(JsonReader(root, rules).number() == "17");
}

TEST_CASE("a number made to crash a parser is only text") {
  std::string text = "[0." + std::string(31, '0') + "1e-2147483639]";
  const std::string expected = text.substr(1, text.size() - 2);
  JsonReader json(text, rules);
  json.each_element([&] { CHECK(json.number() == expected); });
}

TEST_CASE("strings are decoded") {
  CHECK(read_string(R"("")").empty());
  CHECK(read_string(R"("a\"\\\/\b\f\n\r\tz")") == "a\"\\/\b\f\n\r\tz");
  CHECK(read_string(R"("\u0041\u00e9\u20AC\ud83d\udcb0")") == "A\u00e9\u20ac\U0001F4B0");
  CHECK(read_string("\"\u00e9\u20ac\U0001F4B0\"") == "\u00e9\u20ac\U0001F4B0");
}

TEST_CASE("a value can be skipped and returned to") {
  std::string text = R"({"data":[{"a":[1,2]},"\u0041"],"code":0})";
  JsonReader json(text, rules);
  std::size_t data = 0;
  json.each_member([&](std::string_view key) {
    if (key == "data") data = json.mark();
  });
  json.rewind(data);
  std::vector<std::string> places;
  json.each_element([&] {
    places.push_back(place(json));
    if (json.type() == JsonReader::Type::string) CHECK(json.string() == "A");
  });
  CHECK(places == std::vector<std::string>{"text: $.data[0]: here", "text: $.data[1]: here"});
}

TEST_CASE("integers are those that fit 64 bits") {
  const auto integer = [](std::string text) { return JsonReader(text, rules).integer(); };
  CHECK(integer("0") == 0);
  CHECK(integer("-1") == -1);
  CHECK(integer("9223372036854775807") == INT64_MAX);
  CHECK(integer("-9223372036854775808") == INT64_MIN);
  const auto read = [](JsonReader& json) { json.integer(); };
  CHECK(refusal_of("9223372036854775808", rules, read) ==
        "text: $: expected an integer of 64 bits, found another number");
  CHECK(refusal_of("1.0", rules, read) ==
        "text: $: expected an integer of 64 bits, found another number");
  CHECK(refusal_of("1e3", rules, read) ==
        "text: $: expected an integer of 64 bits, found another number");
  CHECK(refusal_of("\"1\"", rules, read) == "text: $: expected a number, found a string");
}

TEST_CASE("a value of another type is an error that names its path") {
  const auto read_as_balances = [](JsonReader& json) {
    json.each_member([&](std::string_view) {
      json.each_element([&] { json.each_member([&](std::string_view) { json.string(); }); });
    });
  };
  const auto message = [&](const char* text) { return refusal_of(text, rules, read_as_balances); };
  CHECK(message(R"({"data":[{"a":"x"},{"a":"x","b":1}]})") ==
        "text: $.data[1].b: expected a string, found a number");
  CHECK(message(R"({"e":[],"data":[{},{"a":null}]})") ==
        "text: $.data[1].a: expected a string, found null");
  CHECK(message(R"({"data":[[]]})") == "text: $.data[0]: expected an object, found an array");
  CHECK(message(R"({"data":{}})") == "text: $.data: expected an array, found an object");
  CHECK(message("true") == "text: $: expected an object, found true or false");
}

TEST_CASE("a caller's complaint names the value that was read last, or not begun") {
  const char* const text = R"({"a":{"b":["x","y"]},"c":{}})";
  CHECK(refusal_of(text, rules, [](JsonReader& json) {
          json.each_member([&](std::string_view) {
            json.each_member([&](std::string_view) {
              json.each_element([&] {
                if (json.string() == "y") json.fail("no");
              });
            });
          });
        }) == "text: $.a.b[1]: no");
  const auto complaint = [&](auto complain) {
    return refusal_of(text, rules, [&](JsonReader& json) {
      json.each_member([&](std::string_view key) {
        if (key == "c") complain(json);
      });
      json.fail("no");
    });
  };
  CHECK(complaint([](JsonReader& json) { json.fail("no"); }) == "text: $.c: no");
  CHECK(complaint([](JsonReader& json) { json.fail_missing("z"); }) == "text: $.c: z is missing");
  CHECK(complaint([](JsonReader& json) {
          json.each_member([](std::string_view) {});
          json.fail("no");
        }) == "text: $.c: no");
  CHECK(complaint([](JsonReader&) {}) == "text: $: no");
}

TEST_CASE("text that is not one JSON document is refused") {
  const auto text = GENERATE(
      as<std::string>{}, "", " ", "{", "[", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,",
      "{\"a\":1,}", "[1,]", "[1 2]", "{a:1}", "{'a':1}", "{\"a\" 1}", "\"abc", "\"\\", "\"\\u12",
      "\"\\x\"", "\"a\tb\"", "tru", "nul", "True", "NaN", "-", "01", "1.", ".5", "1e", "+1", "0x1",
      "1 1", "{} {}", "{}x", "]", "}", ",", "[}", "// c\n1", "/* c */ 1", "\xef\xbb\xbf{}");
  CAPTURE(text);
  CHECK(refusal(text).rfind("text: malformed JSON at byte ", 0) == 0);
}

TEST_CASE("every proper prefix of a document is refused") {
  const std::string text = R"({"code":0,"data":[{"asset":"B\u00e9","x":[true,null,-1.5e3]}]})";
  CHECK(refusal(text).empty());
  for (std::size_t length = 0; length < text.size(); ++length) {
    CAPTURE(length);
    CHECK_FALSE(refusal(text.substr(0, length)).empty());
  }
}

TEST_CASE("a syntax error tells what is wrong and where") {
  CHECK(refusal(R"({"a":1 "b":2})") ==
        "text: malformed JSON at byte 7: missing a comma or '}' after an object member");
  CHECK(refusal("") == "text: malformed JSON at byte 0: the document is empty");
  CHECK(refusal("[1e309]") == "text: malformed JSON at byte 1: a number out of range");
}

TEST_CASE("NUL, bad UTF-8 and lone surrogates are refused") {
  using std::string_literals::operator""s;
  CHECK(refusal("{}\0junk"s) == "text: malformed JSON at byte 2: a NUL byte");
  CHECK(refusal("\"a\0b\""s) == "text: malformed JSON at byte 2: a NUL byte");
  CHECK(refusal("\"\xff\"") == "text: malformed JSON at byte 1: not UTF-8");
  CHECK(refusal("\"a sound beginning \xc3\"") == "text: malformed JSON at byte 19: not UTF-8");
  CHECK(refusal(R"(["\u0000"])") == "text: $[0]: holds an escaped NUL or half a surrogate pair");
  CHECK(refusal(R"({"a":"12345678\udc00"})") ==
        "text: $.a: holds an escaped NUL or half a surrogate pair");
  CHECK_FALSE(refusal(R"("\ud800")").empty());
  CHECK_FALSE(refusal(R"("\ud800\ud800")").empty());
  CHECK_FALSE(refusal(R"("\ud800x")").empty());
  CHECK_FALSE(refusal(R"({"\udfff":1})").empty());
  CHECK(refusal("// \xff\n1", file) == "p.json:1: malformed JSON at byte 3: not UTF-8");
}

TEST_CASE("a key that stands twice is refused, also in another spelling") {
  CHECK(refusal(R"({"a":1,"b":2,"a":3})") == "text: $.a: duplicate member a");
  CHECK(refusal(R"({"x":[{"a":{"a":{}},"b":[{"c":1}],"\u0061":3}]})") ==
        "text: $.x[0].a: duplicate member a");
  CHECK(refusal(R"([{"a":1},{"a":1,"b":{"a":1}}])").empty());
  CHECK(refusal(R"({"a":1,"A":2,"aa":3,"":4})").empty());
  CHECK(refusal("{\n\"api_key\": \"canary\",\n\"api_key\": \"canary\"}", file) ==
        "p.json:3: api_key: duplicate member api_key");
}

TEST_CASE("a name that is cut short in a message ends with a whole character") {
  std::string name = "x";
  while (name.size() < 100) name += "\u00e9";
  CHECK(refusal(fmt::format(R"({{"{0}":1,"{0}":2}})", name)) ==
        fmt::format("text: $.{0}: duplicate member {0}", name.substr(0, 63)));
}

TEST_CASE("eight levels are read, nine are refused") {
  CHECK(refusal(std::string(8, '[') + std::string(8, ']')).empty());
  CHECK(refusal(std::string(9, '[') + std::string(9, ']')) ==
        "text: $[0][0][0][0][0][0][0][0]: nested too deeply");
  CHECK(refusal(R"({"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{}}}}}}}}})") ==
        "text: $.a.a.a.a.a.a.a.a: nested too deeply");
  CHECK_FALSE(refusal(std::string(10'000'000, '[')).empty());
}

TEST_CASE("128 members are read, 129 are refused") {
  const auto object = [](int members) {
    std::string text = "{";
    for (int i = 0; i < members; ++i) text += fmt::format("{}\"k{}\":[]", i == 0 ? "" : ",", i);
    return text + "}";
  };
  CHECK(refusal("[" + object(128) + "," + object(128) + "]").empty());
  CHECK(refusal(object(129)) == "text: $.k128: too many members");
}

TEST_CASE("a text of nothing but tiny values is refused before it fills the memory") {
  std::string text = "[0";
  for (int i = 0; i < 3'000'000; ++i) text += ",0";
  CHECK(refusal(text + "]").find("too many values") != std::string::npos);
}

TEST_CASE("comments are white space where the rules say so") {
  std::string text = "// first\n{ /* a */ \"k\" /* b */ : // c\n 5 /**/ } // last";
  JsonReader json(text, file);
  json.each_member([&](std::string_view key) {
    CHECK(key == "k");
    CHECK(json.integer() == 5);
  });
  CHECK(refusal("{} /* open", file) ==
        "p.json:1: malformed JSON at byte 10: unspecific syntax error");
}

TEST_CASE("a file's errors name the line and never a value") {
  const auto as_strings = [](JsonReader& json) {
    json.each_member([&](std::string_view) { json.string(); });
  };
  // The escaped line ends must not count: decoding writes them into the text.
  CHECK(refusal_of("// c\n{\n\"a\": \"1\\n2\\n3\",\n\"b\":\n  4711}", file, as_strings) ==
        "p.json:5: b: expected a string, found a number");
  CHECK(refusal("{\n\"a\": \"x\\n\\n\\ny\",\n\"b\": \"canary\" \"c\"\n}", file) ==
        "p.json:3: malformed JSON at byte 33: missing a comma or '}' after an object member");
  CHECK(refusal("{\n\"a\": \"x\\n\\ncanary\\q\"}", file) ==
        "p.json:2: malformed JSON at byte 19: invalid escape character in string");
  CHECK(refusal("{\n\"a\": \"\\u0000canary\"}", file) ==
        "p.json:2: a: holds an escaped NUL or half a surrogate pair");
  CHECK(refusal_of("\n\n{}\n", file, [](JsonReader& json) {
          json.each_member([](std::string_view) {});
          json.fail_missing("api_key");
        }) == "p.json:3: api_key is missing");
  CHECK(
      refusal("{}\n\n]", file) ==
      "p.json:3: malformed JSON at byte 4: the document root must not be followed by other values");
}

}  // namespace coffer
