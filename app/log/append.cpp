#include "app/log/append.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <thread>

#include "app/descriptor.hpp"
#include "app/held_signals.hpp"
#include "coffer/error.hpp"

namespace coffer::app {
namespace {

using namespace std::chrono_literals;

[[noreturn]] void fail(const std::string& path, std::string_view why, std::string hint = {}) {
  throw Error(ErrorKind::output, fmt::format("append to {}: {}", path, why), std::move(hint));
}

std::string system_message() { return std::generic_category().message(errno); }

void require_regular(const std::string& path, const struct stat& status) {
  if (!S_ISREG(status.st_mode)) fail(path, "not a regular file");
}

// The file at the path, created where there is none; no file where it went away meanwhile.
Descriptor open_log(const std::string& path) {
  // Asked before opening as well, because to open a device may be to use it.
  struct stat status {};
  const bool exists = ::stat(path.c_str(), &status) == 0;
  if (exists) {
    require_regular(path, status);
  } else if (errno != ENOENT) {
    fail(path, system_message());
  } else if (::lstat(path.c_str(), &status) == 0 && S_ISLNK(status.st_mode)) {
    fail(path, "a link to a file that does not exist", "create the file, or remove the link");
  }

  // Without O_CREAT where it can be done without: in a directory that all may write to, the system
  // refuses to open another user's file with it. O_NONBLOCK: a FIFO may have come meanwhile.
  const int flags = O_RDWR | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | (exists ? 0 : O_CREAT);
  Descriptor file(::open(path.c_str(), flags, S_IRUSR | S_IWUSR));
  if (file.number() < 0) {
    if (exists && errno == ENOENT) return file;
    const bool in_nothing = errno == ENOENT;
    fail(path, system_message(), in_nothing ? "make its directory first" : "");
  }
  if (::fstat(file.number(), &status) != 0) fail(path, system_message());
  require_regular(path, status);
  return file;
}

void lock(const Descriptor& file, const std::string& path,
          std::chrono::steady_clock::time_point deadline) {
  while (::flock(file.number(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) fail(path, system_message());
    if (std::chrono::steady_clock::now() >= deadline) {
      fail(path, "another process keeps it locked", "`fuser` tells which process has it open");
    }
    std::this_thread::sleep_for(2ms);
  }
}

bool is_at(const Descriptor& file, const std::string& path) {
  struct stat own {};
  struct stat found {};
  return ::fstat(file.number(), &own) == 0 && ::stat(path.c_str(), &found) == 0 &&
         own.st_ino == found.st_ino && own.st_dev == found.st_dev;
}

Descriptor open_locked(const std::string& path, std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  for (;;) {
    Descriptor file = open_log(path);
    if (file.number() < 0) continue;
    lock(file, path, deadline);
    if (is_at(file, path)) return file;
  }
}

std::string read_at(const Descriptor& file, const std::string& path, std::size_t position,
                    std::size_t size) {
  std::string text(size, '\0');
  const ssize_t count = ::pread(file.number(), text.data(), size, static_cast<off_t>(position));
  if (count < 0) fail(path, system_message());
  text.resize(static_cast<std::size_t>(count));
  return text;
}

// What has to be written to a file of this size, and what is mended by that.
struct Addition {
  std::string text;
  std::string mended;
};

Addition prepare(const Descriptor& file, const std::string& path, std::size_t size,
                 const Entry& entry) {
  const std::string start = read_at(file, path, 0, std::min(size, entry.header.size()));
  if (!entry.header.starts_with(start)) {
    fail(path, "it has other columns than those to be written",
         "write to another file, or name the columns of this one with --columns");
  }
  if (entry.header.empty() && size > 0 && read_at(file, path, 0, 1) != "{") {
    fail(path, "it is no log of JSON lines", "write to another file, or give -o csv");
  }
  Addition addition;
  if (start.size() < entry.header.size()) {
    if (size > 0) addition.mended = "the header line was cut short and is now complete";
    addition.text = entry.header.substr(start.size());
  } else if (size > 0 && read_at(file, path, size - 1, 1) != "\n") {
    addition.mended =
        "the last line was cut short and may lack digits, the new rows begin on a line of their "
        "own";
    addition.text = "\n";
  }
  addition.text += entry.rows;
  return addition;
}

[[noreturn]] void roll_back(const Descriptor& file, const std::string& path, std::size_t size,
                            std::string_view why) {
  if (::ftruncate(file.number(), static_cast<off_t>(size)) == 0) {
    fail(path, why, "make room, or rotate it; the file is as it was before");
  }
  fail(path,
       fmt::format("{}; then its old length could not be restored: {}", why, system_message()),
       fmt::format("cut it to {} bytes", size));
}

void write_whole(const Descriptor& file, const std::string& path, std::size_t size,
                 std::string_view text) {
  const HeldSignals held;  // which can end a write half-way
  const ssize_t count = ::write(file.number(), text.data(), text.size());
  if (count < 0) roll_back(file, path, size, system_message());
  if (static_cast<std::size_t>(count) < text.size()) {
    roll_back(file, path, size, "no room for all of it on the disk");
  }
}

}  // namespace

std::string append_to_log(const std::string& path, const Entry& entry,
                          std::chrono::milliseconds patience) {
  const Descriptor file = open_locked(path, patience);
  struct stat status {};
  if (::fstat(file.number(), &status) != 0) fail(path, system_message());
  const auto size = static_cast<std::size_t>(status.st_size);

  const Addition addition = prepare(file, path, size, entry);
  if (addition.text.empty()) return {};
  write_whole(file, path, size, addition.text);
  if (::fsync(file.number()) != 0) roll_back(file, path, size, system_message());
  return addition.mended;
}

}  // namespace coffer::app
