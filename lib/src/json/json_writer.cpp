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

// RapidJSON lets an object end behind a key.
template <class Writer>
struct Strict : Writer {
  using Writer::Writer;

  bool is_behind_key() const {
    const auto& levels = this->level_stack_;
    return !levels.Empty() && levels.template Top<typename Writer::Level>()->valueCount % 2 == 1;
  }
};

using Utf8 = rapidjson::UTF8<>;
using Compact = Strict<rapidjson::Writer<rapidjson::StringBuffer, Utf8, PrintableAscii>>;
using Indented = Strict<rapidjson::PrettyWriter<rapidjson::StringBuffer, Utf8, PrintableAscii>>;

// RapidJSON reserves 12 bytes a character and computes that with 32 bits.
constexpr std::size_t max_text = 1 << 28;

std::string well_formed(std::string_view text) {
  if (text.size() > max_text) throw Error(ErrorKind::internal, "JSON: a text is too long to write");
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

  template <class Action>
  void write(Action action) {
    std::visit(action, writer);
  }

  rapidjson::StringBuffer buffer;
  std::variant<Compact, Indented> writer;
};

JsonWriter::JsonWriter(Style style) : state_(std::make_unique<State>(style)) {}
JsonWriter::JsonWriter(JsonWriter&&) noexcept = default;
JsonWriter& JsonWriter::operator=(JsonWriter&&) noexcept = default;
JsonWriter::~JsonWriter() = default;

JsonWriter& JsonWriter::begin_object() {
  state_->write([](auto& writer) { writer.StartObject(); });
  return *this;
}

JsonWriter& JsonWriter::end_object() {
  state_->write([](auto& writer) {
    RAPIDJSON_ASSERT(!writer.is_behind_key());
    writer.EndObject();
  });
  return *this;
}

JsonWriter& JsonWriter::begin_array() {
  state_->write([](auto& writer) { writer.StartArray(); });
  return *this;
}

JsonWriter& JsonWriter::end_array() {
  state_->write([](auto& writer) { writer.EndArray(); });
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view key) { return string(key); }

JsonWriter& JsonWriter::string(std::string_view value) {
  const std::string text = well_formed(value);
  state_->write([&](auto& writer) {
    writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
  });
  return *this;
}

JsonWriter& JsonWriter::integer(std::int64_t value) {
  state_->write([&](auto& writer) { writer.Int64(value); });
  return *this;
}

JsonWriter& JsonWriter::boolean(bool value) {
  state_->write([&](auto& writer) { writer.Bool(value); });
  return *this;
}

JsonWriter& JsonWriter::null() {
  state_->write([](auto& writer) { writer.Null(); });
  return *this;
}

std::string JsonWriter::take() {
  state_->write([](auto& writer) { RAPIDJSON_ASSERT(writer.IsComplete()); });
  std::string document(state_->buffer.GetString(), state_->buffer.GetSize());
  state_->buffer.Clear();
  state_->write([&](auto& writer) { writer.Reset(state_->buffer); });
  return document;
}

}  // namespace coffer
