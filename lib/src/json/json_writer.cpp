#include "coffer/json_writer.hpp"

#include <fmt/format.h>

#include <variant>

#include "coffer/error.hpp"
#include "coffer/utf8.hpp"
#include "json/json_assert.hpp"

#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace coffer {
namespace {

using Utf8 = rapidjson::UTF8<>;

// Is asked for each character that JSON does not make the writer escape. There is room for six
// bytes a byte of it.
struct VisibleUtf8 : Utf8 {
  template <class Output>
  static void EncodeUnsafe(Output& output, unsigned character) {
    if (!is_invisible(character)) {
      Utf8::EncodeUnsafe(output, character);
    } else if (character > 0xFFFF) {
      put_escape(output, 0xD7C0 + (character >> 10));
      put_escape(output, 0xDC00 + (character & 0x3FF));
    } else {
      put_escape(output, character);
    }
  }

 private:
  template <class Output>
  static void put_escape(Output& output, unsigned unit) {
    for (const char c : fmt::format("\\u{:04X}", unit)) rapidjson::PutUnsafe(output, c);
  }
};

using Compact = rapidjson::Writer<rapidjson::StringBuffer, Utf8, VisibleUtf8>;
using Indented = rapidjson::PrettyWriter<rapidjson::StringBuffer, Utf8, VisibleUtf8>;

std::string well_formed(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    result += length == 0 ? std::string_view("\uFFFD") : text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return result;
}

}  // namespace

struct JsonWriter::State {
  explicit State(Style style) : writer(std::in_place_type<Compact>, buffer) {
    if (style == Style::indented) writer.emplace<Indented>(buffer).SetIndent(' ', 2);
  }

  rapidjson::StringBuffer buffer;
  std::variant<Compact, Indented> writer;
};

JsonWriter::JsonWriter(Style style) : state_(std::make_unique<State>(style)) {}
JsonWriter::~JsonWriter() = default;

template <class Action>
JsonWriter& JsonWriter::write(Action action) {
  std::visit(action, state_->writer);
  return *this;
}

JsonWriter& JsonWriter::begin_object() {
  return write([](auto& writer) { writer.StartObject(); });
}

JsonWriter& JsonWriter::end_object() {
  return write([](auto& writer) { writer.EndObject(); });
}

JsonWriter& JsonWriter::begin_array() {
  return write([](auto& writer) { writer.StartArray(); });
}

JsonWriter& JsonWriter::end_array() {
  return write([](auto& writer) { writer.EndArray(); });
}

JsonWriter& JsonWriter::key(std::string_view key) { return string(key); }

JsonWriter& JsonWriter::string(std::string_view value) {
  return write([text = well_formed(value)](auto& writer) {
    writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
  });
}

JsonWriter& JsonWriter::integer(std::int64_t value) {
  return write([value](auto& writer) { writer.Int64(value); });
}

JsonWriter& JsonWriter::boolean(bool value) {
  return write([value](auto& writer) { writer.Bool(value); });
}

JsonWriter& JsonWriter::null() {
  return write([](auto& writer) { writer.Null(); });
}

void JsonWriter::move_to(std::string& out) {
  out.append(state_->buffer.GetString(), state_->buffer.GetSize());
  state_->buffer.Clear();
}

std::string JsonWriter::take() {
  std::string document;
  write([&](auto& writer) {
    RAPIDJSON_ASSERT(writer.IsComplete());
    move_to(document);
    writer.Reset(state_->buffer);
  });
  return document;
}

}  // namespace coffer
