#include "app/terminal/text.hpp"

#include <fmt/format.h>
#include <locale.h>
#include <wchar.h>

#include <algorithm>
#include <iterator>

#include "coffer/utf8.hpp"

namespace coffer::app {
namespace {

// How many columns a character takes by one locale, whatever the process's is; -1 for what has no
// place on a terminal. That locale is loaded with the first use and kept; where the system lacks
// it, every character takes one column.
int columns_of(char32_t character) {
  static const locale_t unicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  if (unicode == nullptr) return 1;
  const locale_t previous = uselocale(unicode);
  const int columns = wcwidth(static_cast<wchar_t>(character));
  uselocale(previous);
  return columns;
}

bool is_plain(char byte) { return byte >= ' ' && byte <= '~'; }

// The first character of `text`, which is not empty, or one byte where no well-formed UTF-8 stands.
std::string_view first_character(std::string_view text) {
  return text.substr(0, std::max<std::size_t>(utf8_length(text), 1));
}

// The first character of `text` with what it takes to show it, or the escape sequence there.
std::string_view front(std::string_view text) {
  if (text.front() == '\x1b') return text.substr(0, text.find('m') + 1);
  return first_character(text);
}

}  // namespace

std::string printable(std::string_view text) {
  if (std::all_of(text.begin(), text.end(), is_plain)) return std::string(text);

  std::string shown;
  while (!text.empty()) {
    const std::string_view bytes = first_character(text);
    text.remove_prefix(bytes.size());
    const char32_t character = code_point(bytes);
    if (utf8_length(bytes) == 0) {
      shown += fmt::format("\\x{{{:x}}}", static_cast<unsigned char>(bytes.front()));
    } else if (is_invisible(character) || columns_of(character) < 0) {
      shown += fmt::format("\\u{{{:x}}}", static_cast<unsigned>(character));
    } else {
      shown += bytes;
    }
  }
  return shown;
}

std::size_t display_width(std::string_view text) {
  if (std::all_of(text.begin(), text.end(), is_plain)) return text.size();

  std::size_t columns = 0;
  while (!text.empty()) {
    const std::string_view bytes = first_character(text);
    text.remove_prefix(bytes.size());
    if (utf8_length(bytes) == 0) continue;
    columns += static_cast<std::size_t>(std::max(columns_of(code_point(bytes)), 0));
  }
  return columns;
}

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

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> lines(1);
  std::size_t used = 0;
  const auto begin_line = [&] {
    lines.emplace_back();
    used = 0;
  };
  while (!text.empty()) {
    std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    const std::size_t word_width = display_width(word);
    if (used > 0 && used + 1 + word_width > width) begin_line();
    if (used > 0) {
      lines.back() += ' ';
      ++used;
    }
    if (used + word_width <= width) {
      lines.back() += word;
      used += word_width;
      continue;
    }
    while (!word.empty()) {
      const std::string_view part = front(word);
      const std::size_t columns = display_width(part);
      if (used > 0 && used + columns > width) begin_line();
      lines.back() += part;
      used += columns;
      word.remove_prefix(part.size());
    }
  }
  return lines;
}

std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string masked(std::string_view api_key) {
  std::string shown = "...";
  if (api_key.size() >= 8) shown += api_key.substr(api_key.size() - 4);
  return shown;
}

std::string milliseconds(std::chrono::microseconds duration) {
  return fmt::format("{}.{} ms", duration.count() / 1000, duration.count() % 1000 / 100);
}

}  // namespace coffer::app
