#include "coffer/json_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "coffer/text.hpp"
#include "coffer/utf8.hpp"
#include "json/json_assert.hpp"

#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

namespace coffer {
namespace {

constexpr std::size_t max_size = std::size_t{1} << 30;  // offsets are 32 bits wide
constexpr std::size_t max_depth = 8;
constexpr std::size_t max_members = 128;
constexpr std::size_t max_tokens = std::size_t{1} << 21;
constexpr std::size_t max_shown_name = 64;

constexpr std::uint32_t still_open = std::numeric_limits<std::uint32_t>::max();

// By JsonReader::Type.
constexpr std::array<std::string_view, 6> type_names{"null",     "true or false", "a number",
                                                     "a string", "an object",     "an array"};

std::string_view name(JsonReader::Type type) {
  return type_names.at(static_cast<std::size_t>(type));
}

// A member's name as messages show it: a hostile one may be as long as the text.
std::string_view shown(std::string_view member) { return cut_to(member, max_shown_name); }

std::string syntax_error(rapidjson::ParseErrorCode code) {
  if (code == rapidjson::kParseErrorNumberTooBig) return "a number out of range";
  std::string text = rapidjson::GetParseError_En(code);
  if (text.ends_with('.')) text.pop_back();
  text.front() = to_lower(text.front());
  return text;
}

}  // namespace

// Turns RapidJSON's events into tokens. Parsing in place and iteratively, RapidJSON keeps a few
// bytes a level and never a copy of a string.
struct JsonReader::Tokenizer : rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Tokenizer> {
  Tokenizer(JsonReader& reader, rapidjson::InsituStringStream& input, bool escapes)
      : json(reader), stream(input), has_escapes(escapes) {}

  // Literals are reported when they have been read, containers when their bracket is next.
  bool Null() { return add(stream.Tell() - 4, 4); }
  bool Bool(bool value) { return value ? add(stream.Tell() - 4, 4) : add(stream.Tell() - 5, 5); }

  // In place, this is the number's text only because RapidJSON reads such a stream through a copy:
  // it takes the position of the original, which still stands before the number.
  bool RawNumber(const char* text, rapidjson::SizeType length, bool) {
    return add(static_cast<std::size_t>(text - json.text_), length);
  }

  bool String(const char* text, rapidjson::SizeType length, bool) {
    add(static_cast<std::size_t>(text - json.text_) - 1, length);
    if (has_escapes && find_malformed({text, length}) != std::string_view::npos) {
      fail("holds an escaped NUL or half a surrogate pair");
    }
    return true;
  }

  bool Key(const char* text, rapidjson::SizeType length, bool copy) {
    String(text, length, copy);
    const std::size_t key = json.tokens_.size() - 1;
    if (++levels[depth - 1].members > max_members) fail("too many members");
    for (std::size_t other = levels[depth - 1].begin + 1; other < key;
         other = json.behind(other + 1)) {
      if (json.text_of(other) == json.text_of(key)) {
        fail(fmt::format("duplicate member {}", shown(json.text_of(key))));
      }
    }
    return true;
  }

  bool StartObject() { return open(); }
  bool StartArray() { return open(); }
  bool EndObject(rapidjson::SizeType) { return close(); }
  bool EndArray(rapidjson::SizeType) { return close(); }

  bool open() {
    add(stream.Tell(), still_open);
    if (depth == max_depth) fail("nested too deeply");
    levels[depth++] = {static_cast<std::uint32_t>(json.tokens_.size() - 1), 0};
    return true;
  }

  bool close() {
    const std::uint32_t begin = levels[--depth].begin;
    json.tokens_[begin].extent = static_cast<std::uint32_t>(json.tokens_.size());
    return add(stream.Tell(), begin);
  }

  bool add(std::size_t offset, std::size_t extent) {
    json.tokens_.push_back(
        {static_cast<std::uint32_t>(offset), static_cast<std::uint32_t>(extent)});
    if (json.tokens_.size() > max_tokens) json.fail_in_text(offset, "too many values");
    return true;
  }

  [[noreturn]] void fail(std::string_view why) const {
    json.next_ = json.tokens_.size() - 1;
    json.fail_at(why);
  }

  struct Level {
    std::uint32_t begin;  // the container's token
    std::uint32_t members;
  };

  JsonReader& json;
  rapidjson::InsituStringStream& stream;
  const bool has_escapes;  // the text, somewhere
  std::array<Level, max_depth> levels{};
  std::size_t depth = 0;
};

JsonReader::JsonReader(std::string& text, Rules rules)
    : rules_(std::move(rules)), text_(text.data()) {
  if (text.size() > max_size) throw Error(rules_.kind, fmt::format("{}: too long", rules_.source));
  if (rules_.lines) {
    for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 1)) {
      line_ends_.push_back(static_cast<std::uint32_t>(at));
    }
  }
  // RapidJSON takes a NUL for the end, and lets an escaped half of a surrogate pair pass.
  if (const std::size_t at = find_malformed(text); at != std::string_view::npos) {
    fail_in_text(at, text[at] == '\0' ? "a NUL byte" : "not UTF-8");
  }
  tokens_.reserve(std::min(text.size() / 8 + 1, max_tokens));

  constexpr unsigned flags = rapidjson::kParseInsituFlag | rapidjson::kParseIterativeFlag |
                             rapidjson::kParseNumbersAsStringsFlag;
  rapidjson::InsituStringStream stream(text.data());
  Tokenizer tokenizer(*this, stream, text.find('\\') != std::string::npos);
  rapidjson::Reader reader;
  const rapidjson::ParseResult result =
      rules_.comments ? reader.Parse<flags | rapidjson::kParseCommentsFlag>(stream, tokenizer)
                      : reader.Parse<flags>(stream, tokenizer);
  if (result.IsError()) fail_in_text(result.Offset(), syntax_error(result.Code()));
}

JsonReader::Type JsonReader::type() const {
  switch (first_byte(next_)) {
    case '{':
      return Type::object;
    case '[':
      return Type::array;
    case '"':
      return Type::string;
    case 't':
    case 'f':
      return Type::boolean;
    case 'n':
      return Type::null;
    default:
      return Type::number;
  }
}

std::string_view JsonReader::string() {
  expect(Type::string);
  return text_of(next_++);
}

std::string_view JsonReader::number() {
  expect(Type::number);
  return text_of(next_++);
}

std::int64_t JsonReader::integer() {
  const auto value = parse_integer<std::int64_t>(number());
  if (!value) {
    fail_after(subject(next_ - 1) + "expected an integer of 64 bits, found another number");
  }
  return *value;
}

bool JsonReader::boolean() {
  expect(Type::boolean);
  return first_byte(next_++) == 't';
}

void JsonReader::null() {
  expect(Type::null);
  ++next_;
}

void JsonReader::skip() { next_ = behind(next_); }

void JsonReader::fail_after(std::string_view why, std::string hint) const {
  throw Error(rules_.kind, fmt::format("{}: {}", place_of(value_at(next_ - 1)), why),
              std::move(hint));
}

void JsonReader::fail_at(std::string_view why) const {
  throw Error(rules_.kind, fmt::format("{}: {}", place_of(value_at(next_)), why));
}

void JsonReader::fail_missing(std::string_view name) const {
  const std::string place = place_of(value_at(next_ - 1));
  throw Error(rules_.kind, rules_.lines ? fmt::format("{}: {} is missing", place, name)
                                        : fmt::format("{}.{}: missing", place, name));
}

void JsonReader::fail_in_text(std::size_t offset, std::string_view why) const {
  throw Error(rules_.kind,
              rules_.lines
                  ? fmt::format("{}:{}: malformed JSON: {}", rules_.source, line_of(offset), why)
                  : fmt::format("{}: malformed JSON at byte {}: {}", rules_.source, offset, why));
}

void JsonReader::expect(Type type) const {
  if (this->type() != type) {
    fail_at(fmt::format("{}expected {}, found {}", subject(next_), name(type), name(this->type())));
  }
}

// Where errors tell the line, which member of it they mean: "account_group: ".
std::string JsonReader::subject(std::size_t token) const {
  const std::string path = rules_.lines ? path_to(value_at(token)) : "$";
  return path.starts_with("$.") ? path.substr(2) + ": " : "";
}

void JsonReader::enter(Type type) {
  expect(type);
  ++next_;
}

bool JsonReader::leave() {
  const char first = first_byte(next_);
  if (first != '}' && first != ']') return false;
  ++next_;
  return true;
}

std::string_view JsonReader::next_key() { return text_of(next_++); }

std::string_view JsonReader::text_of(std::size_t token) const {
  const auto [offset, extent] = tokens_[token];
  return {text_ + offset + (text_[offset] == '"' ? 1 : 0), extent};
}

// The index of the token after the value that begins at `token`.
std::size_t JsonReader::behind(std::size_t token) const {
  const char first = first_byte(token);
  return 1 + (first == '{' || first == '[' ? tokens_[token].extent : token);
}

// The value that a message is about where `token` is next or was last: behind a container's members
// that is the container, outside the document its root.
std::size_t JsonReader::value_at(std::size_t token) const {
  if (token >= tokens_.size()) return 0;
  const char first = first_byte(token);
  return first == '}' || first == ']' ? tokens_[token].extent : token;
}

// Nobody needs paths until something is wrong, so they are found by walking down from the root.
// Containers still open, which there are while tokens are made, extend beyond every token.
std::string JsonReader::path_to(std::size_t token) const {
  std::string path = "$";
  for (std::size_t at = 0; at < token;) {
    const bool is_object = first_byte(at) == '{';
    std::size_t value = at + (is_object ? 2 : 1);
    std::size_t index = 0;
    while (token > value && token >= behind(value)) {
      value = behind(value) + (is_object ? 1 : 0);
      ++index;
    }
    if (is_object) {
      path += fmt::format(".{}", shown(text_of(value - 1)));
    } else {
      path += fmt::format("[{}]", index);
    }
    at = value;
  }
  return path;
}

std::string JsonReader::place_of(std::size_t token) const {
  if (rules_.lines) return fmt::format("{}:{}", rules_.source, line_of(tokens_[token].offset));
  return fmt::format("{}: {}", rules_.source, path_to(token));
}

std::size_t JsonReader::line_of(std::size_t offset) const {
  const auto end = std::lower_bound(line_ends_.begin(), line_ends_.end(), offset);
  return static_cast<std::size_t>(end - line_ends_.begin()) + 1;
}

std::string json_library_version() { return RAPIDJSON_VERSION_STRING; }

}  // namespace coffer
