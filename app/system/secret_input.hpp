#pragma once

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "coffer/secret.hpp"

namespace coffer::app {

// Up to 64 KiB that were read and hold a secret. They are wiped when this dies, and never move to
// other memory, so that no copy is left behind.
class SecretInput {
 public:
  SecretInput() = default;
  ~SecretInput() { wipe(buffer_); }
  SecretInput(const SecretInput&) = delete;
  SecretInput& operator=(const SecretInput&) = delete;

  // Reads what is there; returns what read() does, and 0 also where there is no room left.
  ssize_t read_from(int descriptor) {
    const ssize_t count =
        TEMP_FAILURE_RETRY(::read(descriptor, buffer_.data() + size_, buffer_.size() - size_));
    if (count > 0) size_ += static_cast<std::size_t>(count);
    return count;
  }

  bool is_full() const { return size_ == buffer_.size(); }
  std::string_view text() const { return std::string_view(buffer_).substr(0, size_); }
  void forget() { size_ = 0; }

  // Takes the first line off, without its end, which the last one may lack once all is read.
  std::optional<Secret> take_line(bool has_ended = false) {
    std::string_view line = text().substr(0, text().find('\n'));
    if (line.size() == size_ && (!has_ended || line.empty())) return std::nullopt;
    const std::size_t taken = std::min(line.size() + 1, size_);
    if (line.ends_with('\r')) line.remove_suffix(1);
    Secret secret{std::string(line)};
    size_ -= taken;
    std::memmove(buffer_.data(), buffer_.data() + taken, size_);
    return secret;
  }

 private:
  std::string buffer_ = std::string(64 << 10, '\0');
  std::size_t size_ = 0;
};

}  // namespace coffer::app
