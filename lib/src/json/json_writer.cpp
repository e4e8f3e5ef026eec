#include "coffer/json_writer.hpp"

#include <variant>

#include "coffer/error.hpp"
#include "coffer/utf8.hpp"
#include "json/json_assert.hpp"

#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace coffer {
namespace {

// RapidJSON's ASCII leaves DEL as it is.
struct PrintableAscii : rapidjson::ASCII<> {
  template <class Output>
  static void EncodeUnsafe(Output& output, unsigned codepoint) {
    if (codepoint == 0x7F) {
      for (const char c : std::string_view("\\u007F")) rapidjson::PutUnsafe(output, c);
    } else {
      rapidjson::ASCII<>::EncodeUnsafe(output, codepoint);
    }
  }
};

using Utf8 = rapidjson::UTF8<>;
using Compact = rapidjson::Writer<rapidjson::StringBuffer, Utf8, PrintableAscii>;
using Indented = rapidjson::PrettyWriter<rapidjson::StringBuffer, Utf8, PrintableAscii>;

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
