#include "app/log/line_reader.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "coffer/error.hpp"

namespace coffer::app {

LineReader::LineReader(const std::string& path)
    : path_(path),
      descriptor_(path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC)),
      buffer_(max_length + 1) {
  if (descriptor_ < 0) fail();
}

LineReader::~LineReader() {
  if (descriptor_ != STDIN_FILENO) ::close(descriptor_);
}

std::optional<Line> LineReader::next() {
  std::size_t searched = 0;
  for (;;) {
    const char* start = buffer_.data() + begin_;
    const void* found = std::memchr(start + searched, '\n', end_ - begin_ - searched);
    if (found != nullptr)
      return line(static_cast<std::size_t>(static_cast<const char*>(found) - start), true);
    if (end_ - begin_ == buffer_.size()) {
      too_long_ = true;
      begin_ = end_;
    }
    searched = end_ - begin_;
    if (!fill()) break;
  }
  if (begin_ == end_ && !too_long_) return std::nullopt;
  return line(end_ - begin_, false);
}

Line LineReader::line(std::size_t length, bool ended) {
  const std::string_view text(buffer_.data() + begin_, length);
  begin_ += length + (ended ? 1 : 0);
  const bool too_long = std::exchange(too_long_, false);
  return {too_long ? std::string_view() : text, ++number_, ended, too_long};
}

// Reads more behind what is left, which it moves to the front. False at the end of the file.
bool LineReader::fill() {
  std::copy(buffer_.data() + begin_, buffer_.data() + end_, buffer_.data());
  end_ -= std::exchange(begin_, 0);
  ssize_t count = 0;
  do {
    count = ::read(descriptor_, buffer_.data() + end_, buffer_.size() - end_);
  } while (count < 0 && errno == EINTR);
  if (count < 0) fail();
  end_ += static_cast<std::size_t>(count);
  return count > 0;
}

void LineReader::fail() const {
  throw Error(ErrorKind::usage,
              fmt::format("{}: cannot be read: {}", path_ == "-" ? "standard input" : path_,
                          std::generic_category().message(errno)));
}

}  // namespace coffer::app
