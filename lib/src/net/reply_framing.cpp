#include "reply_framing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <system_error>

#include "coffer/error.hpp"
#include "coffer/text.hpp"

namespace coffer {
namespace {

[[noreturn]] void fail(const char* why) { throw Error(ErrorKind::reply, why); }

// RFC 9110, 5.6.2
bool is_token(std::string_view text) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return is_letter(c) || is_digit(c) || marks.find(c) != marks.npos;
  });
}

bool has_control(std::string_view text) {
  return std::ranges::any_of(text, [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
  });
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// Whether a line may become a status line.
bool starts_as_http(std::string_view line) {
  constexpr std::string_view protocol = "HTTP/1.";
  return line.starts_with(protocol) || protocol.starts_with(line);
}

}  // namespace

std::size_t ReplyFraming::take(std::string_view bytes) {
  const std::size_t all = bytes.size();
  const bool had_head = has_head();
  has_begun_ = has_begun_ || all > 0;
  while (!bytes.empty() && !is_complete() && has_head() == had_head) {
    if (state_ == State::until_end) {
      count_body(bytes.size());
      return all;
    }
    if (state_ == State::sized_body || state_ == State::chunk_data) {
      const std::size_t size = std::min(left_, bytes.size());
      bytes.remove_prefix(size);
      left_ -= size;
      if (left_ == 0) {
        state_ = state_ == State::sized_body ? State::complete : State::chunk_end;
      }
      continue;
    }
    const std::size_t end = bytes.find('\n');
    const std::size_t size = std::min(end, bytes.size() - 1) + 1;
    check_line(line_.size() + size);
    line_.append(bytes.substr(0, size));
    bytes.remove_prefix(size);
    if (end != bytes.npos) {
      end_line();
    } else if (state_ == State::status_line && !starts_as_http(line_)) {
      fail("not valid HTTP");  // no line end may ever come
    }
  }
  keeps_connection_ = keeps_connection_ && (bytes.empty() || !is_complete());
  return all - bytes.size();
}

bool ReplyFraming::end() {
  if (state_ == State::until_end) state_ = State::complete;
  return is_complete();
}

void ReplyFraming::check_line(std::size_t size) const {
  if (state_ == State::status_line && size > max_status_line) {
    fail("a status line of more than 1 KiB");
  }
  if (state_ == State::header_line && size > max_header_line) {
    fail("a header line of more than 8 KiB");
  }
  if (has_head() && (size > max_header_line || framing_ + size > max_framing)) {
    fail("chunk sizes of more than 8 KiB, or 1 MiB in total");
  }
}

void ReplyFraming::end_line() {
  if (!line_.ends_with("\r\n")) fail("not valid HTTP: a line that does not end with CR LF");
  if (has_head()) framing_ += line_.size();
  line_.resize(line_.size() - 2);
  switch (state_) {
    case State::status_line:
      read_status_line();
      break;
    case State::header_line:
      line_.empty() ? end_head() : read_header_line();
      break;
    case State::chunk_size:
      read_chunk_size();
      break;
    default:
      if (!line_.empty()) fail("malformed chunks, or a trailer behind them");
      state_ = state_ == State::chunk_end ? State::chunk_size : State::complete;
  }
  line_.clear();
}

void ReplyFraming::read_status_line() {
  const std::string_view line = line_;
  const bool is_http = (line.starts_with("HTTP/1.0 ") || line.starts_with("HTTP/1.1 ")) &&
                       line.size() >= 12 && is_all_digits(line.substr(9, 3)) &&
                       (line.size() == 12 || line[12] == ' ') && !has_control(line);
  if (!is_http) fail("not valid HTTP");
  std::from_chars(line.data() + 9, line.data() + 12, status_);
  if (status_ < 100) fail("not valid HTTP");
  keeps_connection_ = line[7] == '1';
  state_ = State::header_line;
}

void ReplyFraming::read_header_line() {
  if (++header_lines_ > max_header_lines) fail("more than 100 header lines");
  const std::string_view line = line_;
  const std::size_t colon = line.find(':');
  if (colon == line.npos || !is_token(line.substr(0, colon)) || has_control(line)) {
    fail("not valid HTTP: a malformed header line");
  }
  const std::string_view name = line.substr(0, colon);
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (equal_ignoring_case(name, "Content-Encoding")) {
    if (!equal_ignoring_case(value, "identity"))
      fail("the body is encoded, which was not asked for");
  } else if (equal_ignoring_case(name, "Transfer-Encoding")) {
    if (!equal_ignoring_case(value, "chunked") || is_chunked_) fail("an unknown Transfer-Encoding");
    is_chunked_ = true;
  } else if (equal_ignoring_case(name, "Connection")) {
    for (const std::string_view option : split(value, ',')) {
      if (equal_ignoring_case(trimmed(option), "close")) keeps_connection_ = false;
    }
  } else if (equal_ignoring_case(name, "Retry-After")) {
    if (!retry_after_ && !value.empty()) retry_after_ = value;
  } else if (equal_ignoring_case(name, "Location")) {
    if (!location_ && !value.empty()) location_ = value;
  } else if (equal_ignoring_case(name, "Content-Length")) {
    std::size_t length = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), length);
    if (!is_all_digits(value)) fail("a Content-Length that is not a number");
    if (error == std::errc::result_out_of_range || length > max_body) {
      fail("a body of more than 16 MiB");
    }
    if (length_ && length_ != length) fail("two different Content-Lengths");
    length_ = length;
  }
}

void ReplyFraming::end_head() {
  if (status_ < 200 && status_ != 100) {
    throw Error(ErrorKind::reply, fmt::format("HTTP {}, an unexpected interim reply", status_));
  }
  left_ = length_.value_or(0);
  if (is_interim() || !has_body()) {
    state_ = State::complete;
  } else if (is_chunked_) {
    state_ = State::chunk_size;
  } else if (length_) {
    state_ = left_ > 0 ? State::sized_body : State::complete;
  } else {
    state_ = State::until_end;
    keeps_connection_ = false;
  }
}

void ReplyFraming::skip_interim() {
  if (++header_lines_ > max_header_lines) fail("more than 100 header lines");
  state_ = State::status_line;
  is_chunked_ = false;
  length_.reset();
}

void ReplyFraming::read_chunk_size() {
  const std::string_view line = line_;
  std::size_t size = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), size, 16);
  const std::string_view rest = trimmed(line.substr(static_cast<std::size_t>(end - line.data())));
  const bool is_size = end != line.data() && (rest.empty() || rest.front() == ';');
  if (!is_size || has_control(line)) fail("malformed chunks, or a trailer behind them");
  count_body(error == std::errc::result_out_of_range ? max_body + 1 : size);
  left_ = size;
  state_ = size > 0 ? State::chunk_data : State::last_line;
}

void ReplyFraming::count_body(std::size_t size) {
  if (size > max_body - body_) fail("a body of more than 16 MiB");
  body_ += size;
}

}  // namespace coffer
