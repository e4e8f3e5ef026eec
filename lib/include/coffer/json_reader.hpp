#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "coffer/error.hpp"

namespace coffer {

// Reads one JSON document from front to back, in the order of the text, and refuses what is
// ambiguous: a key that stands twice in an object, bytes after the document, invalid UTF-8, lone
// surrogates, NUL, more than 8 levels of nesting, more than 128 members in an object, more than
// about a million values.
//
// A caller says what it expects, and what is not there is an Error that names the place:
//
//   JsonReader json(text, {.kind = ErrorKind::reply, .source = "cash balances"});
//   json.each_member([&](std::string_view key) {
//     if (key == "code") code = json.integer(); else json.skip();
//   });
//
// Every callback must consume exactly one value, and nothing may be read once the document has
// been: the reader does not notice. Views returned by this class point into `text`, which is
// decoded in place: it must outlive the reader and is not fit for anything else later.
//
// Errors name members and places and never repeat a value.
class JsonReader {
 public:
  struct Rules {
    ErrorKind kind = ErrorKind::reply;  // of the errors thrown
    std::string source;                 // what is read; errors begin with it
    bool comments = false;              // `//` and `/* */` are white space
    bool lines = false;  // errors say "source:LINE: ..."; else "source: $.a[3].b: ..."
  };

  enum class Type { null, boolean, number, string, object, array };

  // Tokenizes all of `text`. Throws Error{rules.kind} if it is not one well-formed document.
  JsonReader(std::string& text, Rules rules);

  // The type of the next value, which stays unread.
  Type type() const;

  // Each throws Error{rules.kind} if the next value is of another type (or, for an integer, does
  // not fit 64 bits), and else steps over it.
  std::string_view string();
  std::string_view number();  // its exact token
  std::int64_t integer();
  bool boolean();
  void null();
  void skip();  // any value

  // Calls `member(key)` for each member of the object that comes next.
  template <class Member>
  void each_member(Member&& member) {
    enter(Type::object);
    while (!leave()) {
      const std::string_view key = next_key();
      member(key);
    }
  }

  // Calls `element()` for each element of the array that comes next.
  template <class Element>
  void each_element(Element&& element) {
    enter(Type::array);
    while (!leave()) element();
  }

  // A place to return to: `rewind` makes the value that was next at `mark` the next one again. It
  // is the number of tokens before it: one a scalar or a key, two a container besides what is in
  // it.
  std::size_t mark() const { return next_; }
  void rewind(std::size_t mark) { next_ = mark; }

  // Throws Error{rules.kind} about the value read last (`after`) or the next one (`at`).
  [[noreturn]] void fail_after(std::string_view why, std::string hint = {}) const;
  [[noreturn]] void fail_at(std::string_view why) const;

  // Throws Error{rules.kind}: the object read last lacks the member `name`.
  [[noreturn]] void fail_missing(std::string_view name) const;

 private:
  struct Tokenizer;

  // The first byte in the text tells what a token is; a string begins with its quote.
  struct Token {
    std::uint32_t offset;
    std::uint32_t extent;  // length of a text; index of a begin's end and of an end's begin
  };

  void enter(Type type);
  bool leave();
  std::string_view next_key();

  char first_byte(std::size_t token) const { return text_[tokens_[token].offset]; }
  std::string_view text_of(std::size_t token) const;
  std::size_t behind(std::size_t token) const;
  std::size_t value_at(std::size_t token) const;
  std::string path_to(std::size_t token) const;  // "$", "$.data[3].totalBalance"
  std::string place_of(std::size_t token) const;
  std::string subject(std::size_t token) const;
  std::size_t line_of(std::size_t offset) const;
  void expect(Type type) const;

  [[noreturn]] void fail_in_text(std::size_t offset, std::string_view why) const;

  Rules rules_;
  const char* text_;
  std::vector<std::uint32_t> line_ends_;  // offsets, where rules_.lines
  std::vector<Token> tokens_;
  std::size_t next_ = 0;
};

// RapidJSON's version.
std::string json_library_version();

}  // namespace coffer
