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
#include "app/system/secret_input.hpp"
#include "app/system/shell.hpp"
#include "app/system/signals.hpp"
#include "coffer/error.hpp"

namespace coffer::app {
namespace {

[[noreturn]] void fail(const std::string& path, std::string_view why, std::string hint = {}) {
  throw Error(ErrorKind::config, fmt::format("{}: {}", path, why), std::move(hint));
}

[[noreturn]] void fail_with(const std::string& path, int problem) {
  fail(path, std::generic_category().message(problem));
}

void require_private(const std::string& path, int file, const struct stat& status) {
  if (!S_ISREG(status.st_mode)) {
    if (S_ISDIR(status.st_mode)) fail(path, "a directory");
    fail(path, "not a regular file",
         "for a secret that a command prints, name that command in a profile as "
         "api_secret_command");
  }
  const bool is_own = status.st_uid == ::geteuid();
  const bool is_foreign = !is_own && status.st_uid != 0;
  const mode_t open_to_others =
      status.st_mode & (S_IRWXG | S_IRWXO) & ~(status.st_uid == 0 ? S_IRGRP : mode_t{0});
  if (!is_foreign && open_to_others == 0) return;
  const std::string why =
      is_foreign ? "owned by another user"
                 : fmt::format("mode {:03o} opens it to other users", status.st_mode & 0777U);
  struct statvfs system {};
  const bool is_read_only = ::fstatvfs(file, &system) == 0 && (system.f_flag & ST_RDONLY) != 0;
  if (is_own && !is_read_only) fail(path, why, fmt::format("chmod 600 {}", shell_word(path)));
  // It cannot be changed from here, as in a container that is given it.
  fail(path,
       fmt::format("{}: it belongs to uid {}, and coffer runs as uid {}", why, status.st_uid,
                   ::geteuid()),
       fmt::format("let it belong to uid {0} with mode 0400: where it is mounted into a container, "
                   "by `uid: \"{0}\"` and `mode: 0400` of the secret",
                   ::geteuid()));
}

}  // namespace

std::string read_private_file(const std::string& path) {
  // O_NONBLOCK: opening a FIFO must not wait for a writer.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  struct stat status {};
  if (file.number() < 0 || ::fstat(file.number(), &status) != 0) fail_with(path, errno);
  require_private(path, file.number(), status);
  SecretInput content;
  ssize_t count = 1;
  while (count > 0) count = content.read_from(file.number());
  if (count < 0) fail_with(path, errno);
  if (content.is_full()) fail(path, "larger than 64 KiB");
  return std::string(content.text());
}

void require_writable(const std::string& path) {
  std::filesystem::path directory = std::filesystem::absolute(path).parent_path();
  for (int missing = 0; missing < 2 && ::access(directory.c_str(), F_OK) != 0; ++missing) {
    directory = directory.parent_path();
  }
  if (::access(directory.c_str(), W_OK | X_OK) != 0) fail_with(path, errno);
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
  if (number < 0) fail_with(path, errno);
  const Descriptor file(number);

  const std::string source = is_named ? temporary : fmt::format("/proc/self/fd/{}", number);
  const auto link_to = [&](const std::string& name) {
    return ::linkat(AT_FDCWD, source.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) == 0;
  };
  const std::string_view text = content.reveal();
  errno = ENOSPC;  // which a write does not say that comes to a part of it
  bool is_done = ::write(number, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                 ::fsync(number) == 0;
  if (is_done && replace) {
    is_done = (is_named || link_to(temporary)) && ::rename(temporary.c_str(), path.c_str()) == 0;
  } else if (is_done) {
    is_done = link_to(path);
  }
  const int problem = errno;
  ::unlink(temporary.c_str());
  if (!is_done && !replace && problem == EEXIST) return false;
  if (!is_done) fail_with(path, problem);
  return true;
}

}  // namespace coffer::app
