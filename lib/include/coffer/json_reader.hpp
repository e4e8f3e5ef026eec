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
//     if (key == "code") code = json.integer();
//   });
//
// What a callback does not read of its value is skipped; it may not read more than that one, and
// nothing may be read once the document has been: the reader does not notice. Views returned by
// this class point into `text`, which is decoded in place: it must outlive the reader and is not
// fit for anything else later.
//
// Errors name members and places and never repeat a value.
class JsonReader {
 public:
  struct Rules {
    ErrorKind kind = ErrorKind::reply;  // of the errors thrown
    std::string source;                 // what is read; errors begin with it
    // Whether people write it: `//` and `/* */` are white space, and errors tell the line,
    // "source:LINE: a[3].b: ...", where others begin "source: $.a[3].b: ...".
    bool by_hand = false;
  };

  enum class Type { null, boolean, number, string, object, array };

  // Tokenizes all of `text`, of less than 4 GiB. Throws Error{rules.kind} if it is not one
  // well-formed document.
  JsonReader(std::string& text, Rules rules);

  // The type of the next value, which stays unread.
  Type type() const;

  // Each throws Error{rules.kind} if the next value is of another type (or, for an integer, does
  // not fit 64 bits), and else steps over it.
  std::string_view string() { return text_of(take(Type::string)); }
  std::string_view number() { return text_of(take(Type::number)); }  // its exact token
  std::int64_t integer();
  bool boolean() { return first_byte(take(Type::boolean)) == 't'; }

  // Calls `member(key)` for each member of the object that comes next.
  template <class Member>
  void each_member(Member&& member) {
    each(Type::object, 1, [&] { member(text_of(next_ - 1)); });
  }

  // Calls `element()` for each element of the array that comes next.
  template <class Element>
  void each_element(Element&& element) {
    each(Type::array, 0, element);
  }

  // A place to return to: `rewind` makes the value that was next at `mark` the next one again.
  std::size_t mark() const { return next_; }
  void rewind(std::size_t mark) { next_ = mark; }

  // Throws Error{rules.kind} about the value that was read last, as a whole, or that a callback has
  // not begun to read.
  [[noreturn]] void fail(std::string_view why, std::string hint = {}) const;

  // Likewise: it lacks the member `name`.
  [[noreturn]] void fail_missing(std::string_view name) const;

 private:
  struct Tokenizer;

  // The first byte in the text tells what a token is; a string begins with its quote.
  struct Token {
    std::uint32_t offset;
    std::uint32_t extent;  // length of a text; index of a begin's end and of an end's begin
  };

  // Steps over a value's first token, which it returns.
  std::size_t take(Type type);

  // Calls `read` with each value in a container of this type next, behind its key.
  template <class Read>
  void each(Type type, std::size_t keys, Read&& read) {
    const std::size_t begin = take(type);
    const std::size_t end = tokens_[begin].extent;
    while (next_ < end) {
      const std::size_t value = next_ + keys;
      next_ = current_ = value;
      read();
      next_ = behind(value);
    }
    next_ = end + 1;
    current_ = begin;
  }

  char first_byte(std::size_t token) const { return text_[tokens_[token].offset]; }
  std::string_view text_of(std::size_t token) const;
  std::size_t behind(std::size_t token) const;
  std::string path_to(std::size_t token) const;  // "$", "$.data[3].totalBalance"
  std::string place(std::size_t offset) const;   // "source", "source:LINE"

  [[noreturn]] void fail_in_text(std::size_t offset, std::string_view why) const;

  Rules rules_;
  const char* text_;
  std::vector<std::uint32_t> line_ends_;  // offsets, where rules_.by_hand
  std::vector<Token> tokens_;
  std::size_t next_ = 0;
  std::size_t current_ = 0;  // the value that errors are about
};

// RapidJSON's version.
std::string json_library_version();

}  // namespace coffer
