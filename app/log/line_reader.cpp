#include "app/log/line_reader.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "app/system/descriptor.hpp"
#include "coffer/error.hpp"

namespace coffer::app {
namespace {

std::string system_message() { return std::generic_category().message(errno); }

}  // namespace

LineReader::LineReader(const std::string& path)
    : path_(path == "-" ? standard_input : path),
      file_(nullptr, ::gzclose_r),
      buffer_(max_length + 2) {
  // To open a FIFO without a writer, or a device, could block.
  const Descriptor opened(path == "-"
                              ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                              : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  struct stat status {};
  if (opened.number() < 0 || ::fstat(opened.number(), &status) != 0) fail(system_message());
  if (S_ISDIR(status.st_mode)) fail("a directory");
  if (path != "-" && S_ISFIFO(status.st_mode)) ::fcntl(opened.number(), F_SETFL, O_RDONLY);
  file_.reset(::gzdopen(::fcntl(opened.number(), F_DUPFD_CLOEXEC, 0), "rb"));
  if (file_ == nullptr) fail(system_message());
  ::gzbuffer(file_.get(), max_length / 4);
}

std::optional<Line> LineReader::next() {
  for (bool too_long = false;; too_long = true) {
    // A line may hold NUL, so only the position tells how much of it was read.
    const auto begin = ::gztell(file_.get());
    if (::gzgets(file_.get(), buffer_.data(), static_cast<int>(buffer_.size())) == nullptr) {
      require_sound_end();
      if (!too_long) return std::nullopt;
      return Line{{}, ++number_, false, true};
    }
    const auto length = static_cast<std::size_t>(::gztell(file_.get()) - begin);
    const bool ended = buffer_[length - 1] == '\n';
    if (!ended && length > max_length) continue;
    const std::string_view text(buffer_.data(), ended ? length - 1 : length);
    return Line{too_long ? std::string_view() : text, ++number_, ended, too_long};
  }
}

void LineReader::require_sound_end() {
  int problem = Z_OK;
  ::gzerror(file_.get(), &problem);
  is_cut_ = problem == Z_BUF_ERROR;
  if (problem == Z_ERRNO) fail(system_message());
  if (problem != Z_OK && !is_cut_) fail("damaged gzip data");
  // A pipe that has no name may have had a writer who wrote nothing.
  if (number_ == 0 &&
      std::filesystem::symlink_status(path_).type() == std::filesystem::file_type::fifo)
    fail("a pipe that nobody writes to");
}

void LineReader::fail(std::string_view why) const {
  throw Error(ErrorKind::config, fmt::format("{}: cannot be read: {}", path_, why));
}

std::string gzip_library_version() { return ::zlibVersion(); }

}  // namespace coffer::app
