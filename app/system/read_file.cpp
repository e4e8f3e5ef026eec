#include "app/system/read_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <string_view>
#include <system_error>

#include "app/system/descriptor.hpp"
#include "coffer/error.hpp"

namespace coffer::app {

std::string read_file(const std::string& path, const std::string& name,
                      std::chrono::milliseconds timeout) {
  constexpr std::size_t most = 16 << 20;
  const auto fail = [&](std::string_view why) {
    throw Error(ErrorKind::config, fmt::format("{}: {}", name, why));
  };
  const auto end = std::chrono::steady_clock::now() + timeout;
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (file.number() < 0) fail(std::generic_category().message(errno));
  std::string content;
  std::array<char, 16 << 10> part;
  for (;;) {
    const ssize_t count = ::read(file.number(), part.data(), part.size());
    if (count == 0) return content;
    if (count > 0) {
      content.append(part.data(), static_cast<std::size_t>(count));
      if (content.size() > most) fail("larger than 16 MiB");
      continue;
    }
    if (errno != EAGAIN && errno != EINTR) fail(std::generic_category().message(errno));
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    if (left.count() <= 0) fail("no data within the timeout");
    pollfd writer{.fd = file.number(), .events = POLLIN, .revents = 0};
    ::poll(&writer, 1, static_cast<int>(left.count()));
  }
}

}  // namespace coffer::app
