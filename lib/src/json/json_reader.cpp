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
  Tokenizer(JsonReader& reader, rapidjson::InsituStringStream& input)
      : json(reader), stream(input) {}

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
    if (find_malformed({text, length}) != std::string_view::npos) {
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
    json.current_ = json.tokens_.size() - 1;
    json.fail(why);
  }

  struct Level {
    std::uint32_t begin;  // the container's token
    std::uint32_t members;
  };

  JsonReader& json;
  rapidjson::InsituStringStream& stream;
  std::array<Level, max_depth> levels{};
  std::size_t depth = 0;
};

JsonReader::JsonReader(std::string& text, Rules rules)
    : rules_(std::move(rules)), text_(text.data()) {
  if (rules_.by_hand) {
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
  Tokenizer tokenizer(*this, stream);
  rapidjson::Reader reader;
  const rapidjson::ParseResult result =
      rules_.by_hand ? reader.Parse<flags | rapidjson::kParseCommentsFlag>(stream, tokenizer)
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

std::int64_t JsonReader::integer() {
  const auto value = parse_integer<std::int64_t>(number());
  if (!value) fail("expected an integer of 64 bits, found another number");
  return *value;
}

void JsonReader::fail(std::string_view why, std::string hint) const {
  std::string path = path_to(current_);
  if (rules_.by_hand) path.erase(0, 2);  // "$."
  throw Error(rules_.kind,
              fmt::format("{}: {}{}{}", place(tokens_[current_].offset), path,
                          path.empty() ? "" : ": ", why),
              std::move(hint));
}

void JsonReader::fail_missing(std::string_view name) const {
  fail(fmt::format("{} is missing", name));
}

void JsonReader::fail_in_text(std::size_t offset, std::string_view why) const {
  throw Error(rules_.kind,
              fmt::format("{}: malformed JSON at byte {}: {}", place(offset), offset, why));
}

std::size_t JsonReader::take(Type type) {
  current_ = next_;
  if (this->type() != type) {
    fail(fmt::format("expected {}, found {}", name(type), name(this->type())));
  }
  return next_++;
}

std::string_view JsonReader::text_of(std::size_t token) const {
  const auto [offset, extent] = tokens_[token];
  return {text_ + offset + (text_[offset] == '"' ? 1 : 0), extent};
}

// The index of the token after the value that begins at `token`.
std::size_t JsonReader::behind(std::size_t token) const {
  const char first = first_byte(token);
  return 1 + (first == '{' || first == '[' ? tokens_[token].extent : token);
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

std::string JsonReader::place(std::size_t offset) const {
  if (!rules_.by_hand) return rules_.source;
  const auto end = std::lower_bound(line_ends_.begin(), line_ends_.end(), offset);
  return fmt::format("{}:{}", rules_.source, end - line_ends_.begin() + 1);
}

std::string json_library_version() { return RAPIDJSON_VERSION_STRING; }

}  // namespace coffer
