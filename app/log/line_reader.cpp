#include "app/log/line_reader.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <cerrno>
#include <system_error>

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
    : path_(path == "-" ? standard_input : path), buffer_(max_length + 2) {
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
  for (bool too_long = false;; too_long = true) {
    // A line may hold NUL, so only the position tells how much of it was read.
    const auto begin = ::gztell(file_);
    if (::gzgets(file_, buffer_.data(), static_cast<int>(buffer_.size())) == nullptr) {
      require_sound_end();
      if (!too_long) return std::nullopt;
      return Line{{}, ++number_, false, true};
    }
    const auto length = static_cast<std::size_t>(::gztell(file_) - begin);
    const bool ended = buffer_[length - 1] == '\n';
    if (!ended && length > max_length) continue;
    const std::string_view text(buffer_.data(), ended ? length - 1 : length);
    return Line{too_long ? std::string_view() : text, ++number_, ended, too_long};
  }
}

void LineReader::require_sound_end() {
  int problem = Z_OK;
  ::gzerror(file_, &problem);
  is_cut_ = problem == Z_BUF_ERROR;
  if (problem == Z_ERRNO) fail(system_message());
  if (problem != Z_OK && !is_cut_) fail("damaged gzip data");
}

void LineReader::fail(std::string_view why) const {
  throw Error(ErrorKind::config, fmt::format("{}: cannot be read: {}", path_, why));
}

std::string gzip_library_version() { return ::zlibVersion(); }

}  // namespace coffer::app
