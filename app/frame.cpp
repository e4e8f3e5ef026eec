#include "app/frame.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/text.hpp"

namespace coffer::app {
namespace {

// The first character of `text` with what it takes to show it, or the escape sequence there.
std::string_view front(std::string_view text) {
  std::size_t size = 1;
  if (text.front() == '\x1b') {
    size = text.find('m') + 1;
  } else {
    while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) ++size;
  }
  return text.substr(0, size);
}

// The line cut to the width. Where it does not fit, a mark stands in the last column, so that
// nobody takes the front of an amount for the whole.
std::string clipped(std::string_view line, std::size_t width) {
  constexpr std::string_view mark = "\x1b[0m>";
  std::string shown;
  std::string fitting;  // what would still leave room for the mark
  std::size_t used = 0;
  while (!line.empty()) {
    const std::string_view part = front(line);
    const bool escape = part.front() == '\x1b';
    used += escape ? 0 : display_width(part);
    if (used > width) return fitting.append(mark);
    shown += part;
    if (used < width) fitting = shown;
    line.remove_prefix(part.size());
  }
  return shown;
}

}  // namespace

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
