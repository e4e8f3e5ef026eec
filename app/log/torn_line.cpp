#include "app/log/torn_line.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "app/system/descriptor.hpp"

namespace coffer::app {
namespace {

std::string system_message() { return std::generic_category().message(errno); }

// Why it could not be added; empty where it was.
std::string add(const std::string& path, const std::string& line) {
  const Descriptor file(::open(path.c_str(),
                               O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK,
                               S_IRUSR | S_IWUSR));
  struct stat status {};
  if (file.number() < 0 || ::fstat(file.number(), &status) != 0) return system_message();
  if (!S_ISREG(status.st_mode) || status.st_nlink != 1 || status.st_uid != ::geteuid())
    return "not a file of its own";

  const off_t before = status.st_size - static_cast<off_t>(line.size());
  std::string end(before >= 0 ? line.size() : 0, '\0');
  if (!end.empty() &&
      ::pread(file.number(), end.data(), end.size(), before) == static_cast<ssize_t>(end.size()) &&
      end == line) {
    return {};
  }
  const ssize_t written = ::write(file.number(), line.data(), line.size());
  if (written < 0) return system_message();
  if (static_cast<std::size_t>(written) < line.size()) return "no room for all of it";
  return ::fsync(file.number()) == 0 ? std::string() : system_message();
}

}  // namespace

std::string keep_torn_line(const std::string& log_path, std::string_view line) {
  const std::size_t name = log_path.rfind('/') + 1;
  const std::string path =
      fmt::format("{}.torn-{}", log_path.substr(0, name), log_path.substr(name));
  const std::string problem = add(path, fmt::format("{}\n", line));
  if (problem.empty()) {
    return fmt::format("{}: the last line had no end, as after a crash: it is now in {}", log_path,
                       path);
  }
  return fmt::format(
      "{}: the last line had no end, as after a crash, and was cut off: '{}' ({}: {})", log_path,
      line, path, problem);
}

}  // namespace coffer::app
