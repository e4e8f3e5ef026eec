#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace coffer {

// Writes one JSON document. Text is UTF-8 as it is, but for what must be escaped and what is
// invisible (control, bidirectional and zero-width characters): \u escapes, so that none of these
// reaches a terminal. Bytes that are not UTF-8 become U+FFFD.
//
// Every function throws Error{internal} for wrong nesting. After that the writer is fit for nothing
// more.
class JsonWriter {
 public:
  enum class Style { compact, indented };  // indented: two spaces

  explicit JsonWriter(Style style);
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

  // Appends to `out` what of the document was not moved yet; the document may go on.
  void move_to(std::string& out);

  // The document, which must be complete, without a line end. The writer is empty afterwards and
  // can write another.
  std::string take();

 private:
  struct State;
  template <class Action>
  JsonWriter& write(Action action);

  std::unique_ptr<State> state_;
};

}  // namespace coffer
