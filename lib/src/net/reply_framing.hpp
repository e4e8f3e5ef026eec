#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace coffer {

// Judges the bytes of one HTTP/1 reply as they arrive: where its head and its body end, whether it
// keeps to the limits, and whether it is framed in a way that all versions of the HTTP library
// understand alike (RFC 9112). What it accepts is decoded by the library, not here.
class ReplyFraming {
 public:
  static constexpr std::size_t max_status_line = 1 << 10;  // bytes, with the line's end
  static constexpr std::size_t max_header_line = 8 << 10;
  static constexpr int max_header_lines = 100;  // interim replies' included
  static constexpr std::size_t max_framing = 1 << 20;
  static constexpr std::size_t max_body = 16 << 20;

  // Judges the next bytes and returns how many of them belong to the reply. Stops where a head
  // ends. A connection on which more came than the reply is not kept. Throws Error{reply} with the
  // bare reason where the reply is malformed.
  std::size_t take(std::string_view bytes);

  // The peer has ended the connection: whether that completes the reply.
  bool end();

  // Forgets the head of an interim reply (100) that has ended; the next bytes begin another head.
  void skip_interim();

  bool has_begun() const { return has_begun_; }
  bool has_head() const { return state_ > State::header_line; }
  bool is_interim() const { return has_head() && status_ == 100; }
  bool is_complete() const { return state_ == State::complete; }
  // The rest is known once the head is complete.
  int status() const { return status_; }
  const std::optional<std::string>& retry_after() const { return retry_after_; }
  const std::optional<std::string>& location() const { return location_; }
  bool has_body() const { return status_ != 204 && status_ != 304; }
  bool ends_with_connection() const { return has_body() && !is_chunked_ && !length_; }
  bool keeps_connection() const { return keeps_connection_; }
  std::optional<std::size_t> length() const { return is_chunked_ ? std::nullopt : length_; }

 private:
  enum class State {
    status_line,
    header_line,
    sized_body,
    until_end,
    chunk_size,
    chunk_data,
    chunk_end,
    last_line,
    complete,
  };

  void end_line();
  void check_line(std::size_t size) const;
  void read_status_line();
  void read_header_line();
  void read_chunk_size();
  void end_head();
  void count_body(std::size_t size);

  State state_ = State::status_line;
  std::string line_;  // as far as it has come
  bool has_begun_ = false;
  int status_ = 0;
  int header_lines_ = 0;
  bool keeps_connection_ = true;
  bool is_chunked_ = false;
  std::optional<std::size_t> length_;
  std::optional<std::string> retry_after_;  // the first that is not empty; likewise the next
  std::optional<std::string> location_;
  std::size_t left_ = 0;     // of the body or the chunk
  std::size_t body_ = 0;     // so far, where that is not announced
  std::size_t framing_ = 0;  // chunk sizes, extensions and ends of lines
};

}  // namespace coffer
