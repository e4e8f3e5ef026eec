#include "app/log/log_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <iterator>
#include <memory>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "app/log/log_name.hpp"
#include "app/system/signals.hpp"
#include "app/terminal/text.hpp"
#include "coffer/error.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

using namespace std::chrono_literals;

std::string message_of(int problem) { return std::generic_category().message(problem); }

// "nfs4 on /mnt/logs", empty where that is not known.
std::string file_system_of(int descriptor) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) return {};
  const std::string device = fmt::format("{}:{}", major(status.st_dev), minor(status.st_dev));
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> mounts(
      std::fopen("/proc/self/mountinfo", "re"), std::fclose);
  std::array<char, 4096> line{};
  while (mounts && std::fgets(line.data(), line.size(), mounts.get()) != nullptr) {
    // 36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw
    const std::vector<std::string_view> words = split(line.data(), ' ');
    if (words.size() < 5 || words[2] != device) continue;
    const auto mark = std::ranges::find(words, "-");
    if (words.end() - mark > 1) return fmt::format("{} on {}", mark[1], words[4]);
  }
  return {};
}

}  // namespace

LogFile::LogFile(std::string path, std::chrono::milliseconds patience) : LogFile(std::move(path)) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  do {
    while (!open()) continue;
    lock(deadline);
  } while (!is_at_path());
  size_ = current_size();
}

LogFile::~LogFile() {
  if (!created_) return;
  // Who waits for the lock finds the file gone; who has it is about to write.
  const bool is_in_use = ::flock(number(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  struct stat status {};
  const bool is_empty = ::fstat(number(), &status) == 0 && status.st_size == 0;
  if (!is_in_use && is_empty && is_at_path()) ::unlink(path_.c_str());
}

// Opens what is at the path. False where that came or went meanwhile.
bool LogFile::open() {
  file_.reset();
  created_ = false;
  // Asked before opening as well, because to open a device may be to use it.
  struct stat status {};
  const auto require_own_file = [&] {
    if (!S_ISREG(status.st_mode)) fail("not a regular file");
    if (status.st_uid != ::geteuid())
      fail(fmt::format("it belongs to user {}, and you are user {}", status.st_uid, ::geteuid()));
  };
  const bool exists = ::stat(path_.c_str(), &status) == 0;
  if (exists) {
    require_own_file();
  } else if (errno != ENOENT) {
    fail_with(errno);
  } else if (::lstat(path_.c_str(), &status) == 0 && S_ISLNK(status.st_mode)) {
    fail("a link to a file that does not exist", "create the file, or remove the link");
  }

  // O_NONBLOCK: a FIFO may have come meanwhile.
  const int flags = O_RDWR | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
  const int created = exists ? 0 : O_CREAT | O_EXCL;
  file_.emplace(TEMP_FAILURE_RETRY(::open(path_.c_str(), flags | created, S_IRUSR | S_IWUSR)));
  if (number() < 0) {
    if (errno == (exists ? ENOENT : EEXIST)) return false;
    if (errno == ENOENT) fail(message_of(errno), "create its directory first");
    fail_with(errno);
  }
  created_ = !exists;
  if (::fstat(number(), &status) != 0) fail_with(errno);
  require_own_file();
  return true;
}

void LogFile::lock(std::chrono::steady_clock::time_point deadline) {
  while (::flock(number(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EINTR) continue;
    if (errno != EWOULDBLOCK) fail_with(errno);
    if (std::chrono::steady_clock::now() >= deadline) {
      fail("another process keeps it locked", "`fuser` tells which process has it open");
    }
    std::this_thread::sleep_for(2ms);
  }
}

bool LogFile::is_at_path() const {
  struct stat own {};
  struct stat found {};
  return ::fstat(number(), &own) == 0 && ::stat(path_.c_str(), &found) == 0 &&
         own.st_ino == found.st_ino && own.st_dev == found.st_dev;
}

std::size_t LogFile::current_size() const {
  struct stat status {};
  if (::fstat(number(), &status) != 0) fail_with(errno);
  return static_cast<std::size_t>(status.st_size);
}

std::string LogFile::read(std::size_t position, std::size_t count) const {
  std::string text(count, '\0');
  const ssize_t found =
      TEMP_FAILURE_RETRY(::pread(number(), text.data(), count, static_cast<off_t>(position)));
  if (found < 0) fail_with(errno);
  text.resize(static_cast<std::size_t>(found));
  return text;
}

void LogFile::replace_tail(std::size_t end, std::string_view text, std::string_view fresh) {
  const std::string tail = end < size_ ? read(end, size_ - end) : std::string();
  const DeferredSignals held;  // which can end a write half-way
  try {
    if (!tail.empty()) cut(end);
    write(text);
    // What was appended to a file that had been emptied begins without a header.
    constexpr int tries = 5;
    for (int i = 0; i < tries && current_size() < end + text.size(); ++i) {
      cut(0);
      end = 0;
      text = fresh;
      write(text);
    }
    if (TEMP_FAILURE_RETRY(::fsync(number())) != 0) fail_with(errno);
    created_ = false;  // it stays, even where there was nothing to write
  } catch (const Error& error) {
    try {
      if (current_size() > end) cut(end);
      write(tail);
    } catch (const Error&) {
      throw Error(ErrorKind::output,
                  fmt::format("{}; then its old bytes could not be restored", error.message),
                  fmt::format("cut it to {}", counted(end, "byte")));
    }
    throw;
  }
}

void LogFile::write(std::string_view text) const {
  if (text.empty()) return;
  const ssize_t count = TEMP_FAILURE_RETRY(::write(number(), text.data(), text.size()));
  if (count < 0) fail_with(errno);
  if (static_cast<std::size_t>(count) < text.size()) {
    fail("only a part could be written; the file is as it was before",
         "make room, or raise the limit on the size of files");
  }
}

void LogFile::cut(std::size_t size) const {
  if (TEMP_FAILURE_RETRY(::ftruncate(number(), static_cast<off_t>(size))) != 0) fail_with(errno);
}

void LogFile::fail(std::string_view why, std::string hint) const {
  throw Error(ErrorKind::output, fmt::format("append to {}: {}", path_, why), std::move(hint));
}

void LogFile::fail_with(int problem) const {
  if (problem == ENOSPC || problem == EDQUOT) {
    fail(message_of(problem), "make room, or rotate it; the file is as it was before");
  }
  if (problem == EFBIG) {
    fail(message_of(problem), "rotate it, or raise the limit on the size of files (`ulimit -f`)");
  }
  const bool is_not_supported =
      problem == ENOLCK || problem == EOPNOTSUPP || problem == ENOSYS || problem == EINVAL;
  if (!is_not_supported) fail(message_of(problem));
  const std::string system = file_ ? file_system_of(number()) : std::string();
  fail(fmt::format("{}: the file system{}{} cannot lock or sync", message_of(problem),
                   system.empty() ? "" : ", ", system),
       "keep the log on a local disk");
}

std::string keep_torn_line(const std::string& log_path, std::string_view line) {
  const std::string real = real_path(log_path);
  const std::size_t name = real.rfind('/') + 1;
  const std::string path = fmt::format("{}.torn-{}", real.substr(0, name), real.substr(name));
  const std::string text = fmt::format("{}\n", line);
  const Descriptor file(::open(path.c_str(),
                               O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK,
                               S_IRUSR | S_IWUSR));
  struct stat status {};
  const bool is_own = ::fstat(file.number(), &status) == 0 && S_ISREG(status.st_mode) &&
                      status.st_nlink == 1 && status.st_uid == ::geteuid();
  const bool is_kept = is_own &&
                       ::write(file.number(), text.data(), text.size()) == std::ssize(text) &&
                       ::fsync(file.number()) == 0;
  return fmt::format(
      "{}: the last line had no end, as after a crash{}", log_path,
      is_kept ? fmt::format(": it is now in {}", path)
              : fmt::format(", and was cut off: '{}' ({} cannot be written)", line, path));
}

}  // namespace coffer::app
