#include "app/frame.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/text.hpp"

namespace coffer::app {
std::string frame(std::string_view text, const ScreenSize& size) {
  const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n'));
  const std::size_t shown = lines <= size.height ? lines : size.height - 1;
  std::string out = "\x1b[H";
  for (std::size_t i = 0; i < shown; ++i) {
    const std::size_t end = text.find('\n');
    if (i > 0) out += "\r\n";
    out += clipped(text.substr(0, end), size.width);
    out += "\x1b[K";
    text.remove_prefix(end + 1);
  }
  if (shown < lines) {
    if (shown > 0) out += "\r\n";
    out += clipped(fmt::format("({} more lines)", lines - shown), size.width);
  }
  return out + "\x1b[J";
}

}  // namespace coffer::app
