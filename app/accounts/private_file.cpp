#include "app/accounts/private_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "app/system/descriptor.hpp"
#include "app/system/shell.hpp"
#include "app/system/signals.hpp"
#include "coffer/error.hpp"

namespace coffer::app {
namespace {

constexpr std::size_t max_size = 1 << 20;

[[noreturn]] void fail(const std::string& path, std::string_view why, std::string hint = {}) {
  throw Error(ErrorKind::config, fmt::format("{}: {}", path, why), std::move(hint));
}

// Who owns the file, and who looks at it.
std::string owners(const struct stat& status) {
  return fmt::format("it belongs to uid {}, and coffer runs as uid {}", status.st_uid, ::geteuid());
}

// What to do where the file cannot be changed from here, as in a container that is given it.
std::string mount_hint() {
  return fmt::format(
      "let it belong to uid {} with mode 0400: where it is mounted into a container, by `uid: "
      "\"{}\"` "
      "and `mode: 0400` of the secret",
      ::geteuid(), ::geteuid());
}

bool is_read_only(int file) {
  struct statvfs system {};
  return ::fstatvfs(file, &system) == 0 && (system.f_flag & ST_RDONLY) != 0;
}

void require_private(const std::string& path, int file, const struct stat& status) {
  if (S_ISFIFO(status.st_mode)) {
    fail(path, "a pipe, not a regular file",
         "for a secret that a command prints, name that command in a profile as "
         "api_secret_command");
  }
  if (!S_ISREG(status.st_mode)) fail(path, "not a regular file");
  const bool is_own = status.st_uid == ::geteuid();
  if (status.st_uid != 0 && !is_own) {
    fail(path, fmt::format("owned by another user: {}", owners(status)), mount_hint());
  }
  const mode_t open_to_others =
      status.st_mode & (S_IRWXG | S_IRWXO) & ~(status.st_uid == 0 ? S_IRGRP : mode_t{0});
  if (open_to_others == 0) return;
  const std::string why =
      fmt::format("mode {:03o} opens it to other users", status.st_mode & 0777U);
  if ((is_own || ::geteuid() == 0) && !is_read_only(file)) {
    fail(path, why, fmt::format("chmod 600 {}", shell_word(path)));
  }
  fail(path, fmt::format("{}: {}", why, owners(status)), mount_hint());
}

}  // namespace

std::string read_private_file(const std::string& path) {
  // O_NONBLOCK: opening a FIFO must not wait for a writer.
  const int number = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (number < 0) fail(path, std::generic_category().message(errno));
  const Descriptor file(number);

  struct stat status {};
  if (::fstat(file.number(), &status) != 0) fail(path, std::generic_category().message(errno));
  require_private(path, file.number(), status);
  if (status.st_size > static_cast<off_t>(max_size)) fail(path, "larger than 1 MiB");

  // One byte more than the file has, so that it never grows, which would leave a copy behind. The
  // kernel's own files, as in /proc, do not tell their size.
  const bool tells_size = status.st_size > 0;
  std::string content((tells_size ? static_cast<std::size_t>(status.st_size) : max_size) + 1, '\0');
  std::size_t size = 0;
  while (size < content.size()) {
    const ssize_t count = ::read(file.number(), content.data() + size, content.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      const int problem = errno;
      wipe(content);
      fail(path, std::generic_category().message(problem));
    }
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
  }
  if (size == content.size()) {
    wipe(content);
    fail(path, tells_size ? "it grew while it was read" : "larger than 1 MiB");
  }
  content.resize(size);
  return content;
}

void require_writable(const std::string& path) {
  std::filesystem::path directory = std::filesystem::absolute(path).parent_path();
  for (int missing = 0; missing < 2 && ::access(directory.c_str(), F_OK) != 0; ++missing) {
    directory = directory.parent_path();
  }
  if (::access(directory.c_str(), W_OK | X_OK) != 0) {
    fail(path, std::generic_category().message(errno));
  }
}

bool write_private_file(const std::string& path, const Secret& content, bool replace) {
  const auto directory = std::filesystem::absolute(path).parent_path();
  ::mkdir(directory.parent_path().c_str(), S_IRWXU);
  ::mkdir(directory.c_str(), S_IRWXU);

  const DeferredSignals held;  // which can leave the secret behind in another file
  // A file has no name until it is whole, where the file system knows such files.
  const std::string temporary = fmt::format("{}.{}", path, ::getpid());
  constexpr mode_t mode = S_IRUSR | S_IWUSR;
  int number = ::open(directory.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, mode);
  const bool is_named = number < 0;
  if (is_named) {
    number = ::open(temporary.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, mode);
  }
  if (number < 0) fail(path, std::generic_category().message(errno));
  const Descriptor file(number);

  const auto name_it = [&](const std::string& name) {
    if (is_named) return ::link(temporary.c_str(), name.c_str()) == 0;
    const std::string source = fmt::format("/proc/self/fd/{}", number);
    return ::linkat(AT_FDCWD, source.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) == 0;
  };
  const std::string_view text = content.reveal();
  const ssize_t count = ::write(number, text.data(), text.size());
  const bool is_short = count >= 0 && count < static_cast<ssize_t>(text.size());
  bool is_done = count == static_cast<ssize_t>(text.size()) && ::fsync(number) == 0;
  if (is_done && replace) {
    is_done = (is_named || name_it(temporary)) && ::rename(temporary.c_str(), path.c_str()) == 0;
  } else if (is_done) {
    is_done = name_it(path);
  }
  const int problem = is_short ? ENOSPC : errno;
  if (is_named || replace) ::unlink(temporary.c_str());
  if (!is_done && !replace && problem == EEXIST) return false;
  if (!is_done) fail(path, std::generic_category().message(problem));
  return true;
}

}  // namespace coffer::app
