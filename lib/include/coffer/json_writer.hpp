#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace coffer {

// Writes one JSON document. Everything outside printable ASCII is written as \u escapes, so that no
// control, bidirectional or zero-width character reaches a terminal and the bytes are the same in
// every locale. Bytes that are not UTF-8 become U+FFFD.
//
// Every function throws Error{internal} where no JSON document can come of what is written, as for
// wrong nesting or a key without a value, and for a text of more than 256 MiB. After that the
// writer is fit for nothing more.
class JsonWriter {
 public:
  enum class Style { compact, indented };  // indented: two spaces

  explicit JsonWriter(Style style);
  JsonWriter(JsonWriter&&) noexcept;
  JsonWriter& operator=(JsonWriter&&) noexcept;
  ~JsonWriter();

  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  JsonWriter& key(std::string_view key);
  JsonWriter& string(std::string_view value);
  JsonWriter& integer(std::int64_t value);
  JsonWriter& boolean(bool value);
  JsonWriter& null();

  // The document, which must be complete, without a line end. The writer is empty afterwards and
  // can write another.
  std::string take();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace coffer
