#include "app/log/line_reader.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "app/system/descriptor.hpp"
#include "coffer/error.hpp"

namespace coffer::app {
namespace {

std::string system_message() { return std::generic_category().message(errno); }

// Whether a named pipe is open for writing nowhere. Takes nothing out of it.
bool lacks_writer(int descriptor) {
  struct statfs system {};
  const bool has_name = ::fstatfs(descriptor, &system) == 0 && system.f_type != PIPEFS_MAGIC;
  std::array<int, 2> ends{};
  if (!has_name || ::pipe2(ends.data(), O_CLOEXEC) != 0) return false;
  const Descriptor in(ends[0]);
  const Descriptor out(ends[1]);
  return ::tee(descriptor, out.number(), 1, SPLICE_F_NONBLOCK) == 0;
}

}  // namespace

LineReader::LineReader(const std::string& path)
    : path_(path == "-" ? standard_input : path), buffer_(max_length + 1) {
  const bool is_named = path != "-";
  // To open a FIFO without a writer, or a device, could block.
  const Descriptor opened(is_named
                              ? ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
                              : ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0));
  struct stat status {};
  if (opened.number() < 0 || ::fstat(opened.number(), &status) != 0) fail(system_message());
  if (S_ISDIR(status.st_mode)) fail("a directory");
  is_regular_ = is_named && S_ISREG(status.st_mode);
  if (is_named && S_ISFIFO(status.st_mode)) {
    if (lacks_writer(opened.number())) fail("a pipe that nobody writes to");
    ::fcntl(opened.number(), F_SETFL, O_RDONLY);
  }
  file_ = ::gzdopen(::fcntl(opened.number(), F_DUPFD_CLOEXEC, 0), "rb");
  if (file_ == nullptr) fail(system_message());
  ::gzbuffer(file_, max_length / 4);
}

LineReader::~LineReader() { ::gzclose_r(file_); }

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
  const int count =
      ::gzread(file_, buffer_.data() + end_, static_cast<unsigned>(buffer_.size() - end_));
  if (count <= 0) {
    int problem = Z_OK;
    const char* text = ::gzerror(file_, &problem);
    is_cut_ = problem == Z_BUF_ERROR;
    if (count < 0 && !is_cut_) {
      fail(problem == Z_ERRNO ? system_message() : fmt::format("damaged gzip data: {}", text));
    }
    return false;
  }
  end_ += static_cast<std::size_t>(count);
  return true;
}

void LineReader::fail(std::string_view why) const {
  throw Error(ErrorKind::config, fmt::format("{}: cannot be read: {}", path_, why));
}

std::string gzip_library_version() { return ::zlibVersion(); }

}  // namespace coffer::app
