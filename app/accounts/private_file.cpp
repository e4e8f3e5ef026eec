#include "app/accounts/private_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "app/system/descriptor.hpp"
#include "app/system/signals.hpp"
#include "coffer/error.hpp"
#include "coffer/secret.hpp"

namespace coffer::app {
namespace {

constexpr std::size_t max_size = 1 << 20;

[[noreturn]] void fail(const std::string& path, std::string_view why, std::string hint = {}) {
  throw Error(ErrorKind::config, fmt::format("{}: {}", path, why), std::move(hint));
}

std::string chmod_hint(const std::string& path) { return fmt::format("chmod 600 {}", path); }

void require_private(const std::string& path, const struct stat& status) {
  if (!S_ISREG(status.st_mode)) fail(path, "not a regular file");
  if (status.st_uid != 0 && status.st_uid != ::geteuid()) {
    fail(path, "owned by another user", "it must belong to you or to root");
  }
  const mode_t open_to_others =
      status.st_mode & (S_IRWXG | S_IRWXO) & ~(status.st_uid == 0 ? S_IRGRP : mode_t{0});
  if (open_to_others != 0) {
    fail(path, fmt::format("mode {:03o} opens it to other users", status.st_mode & 0777U),
         chmod_hint(path));
  }
}

}  // namespace

std::string read_private_file(const std::string& path) {
  // O_NONBLOCK: opening a FIFO must not wait for a writer.
  const int number = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (number < 0) fail(path, std::generic_category().message(errno));
  const Descriptor file(number);

  struct stat status {};
  if (::fstat(file.number(), &status) != 0) fail(path, std::generic_category().message(errno));
  require_private(path, status);
  if (status.st_size > static_cast<off_t>(max_size)) fail(path, "larger than 1 MiB");

  // One byte more than the file has, so that it never grows, which would leave a copy behind.
  std::string content(static_cast<std::size_t>(status.st_size) + 1, '\0');
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
  content.resize(size);
  return content;
}

void write_private_file(const std::string& path, const Secret& content) {
  const auto directory = std::filesystem::path(path).parent_path();
  std::error_code ignored;
  std::filesystem::create_directories(directory.parent_path(), ignored);
  ::mkdir(directory.c_str(), S_IRWXU);

  const HeldSignals held;  // which can leave the secret behind in another file
  std::string temporary = path + ".XXXXXX";
  const int number = ::mkostemp(temporary.data(), O_CLOEXEC);
  if (number < 0) fail(path, std::generic_category().message(errno));
  const Descriptor file(number);
  const std::string_view text = content.reveal();
  const ssize_t count = ::write(file.number(), text.data(), text.size());
  if (count != static_cast<ssize_t>(text.size()) || ::fsync(file.number()) != 0 ||
      ::rename(temporary.c_str(), path.c_str()) != 0) {
    const int problem = count >= 0 && count < static_cast<ssize_t>(text.size()) ? ENOSPC : errno;
    ::unlink(temporary.c_str());
    fail(path, std::generic_category().message(problem));
  }
}

}  // namespace coffer::app
