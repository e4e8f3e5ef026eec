#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace coffer::app {

// What emphasizes the text between one of these and `plain` on a terminal.
inline constexpr std::string_view bold = "\x1b[1m";
inline constexpr std::string_view dim = "\x1b[2m";
inline constexpr std::string_view reverse = "\x1b[7m";
inline constexpr std::string_view red = "\x1b[31m";
inline constexpr std::string_view green = "\x1b[32m";
inline constexpr std::string_view yellow = "\x1b[33m";
inline constexpr std::string_view plain = "\x1b[0m";

// Text from outside, made safe to show: control, bidirectional, zero-width and other invisible
// characters appear as "\u{1b}", bytes that are not UTF-8 as "\x{ff}". Everything else is
// unchanged.
std::string printable(std::string_view text);

// The number of terminal columns that printable text takes: combining marks none, wide characters
// two. The same in every locale.
std::size_t display_width(std::string_view text);

// A line of printable text and escape sequences for colours, which are kept whole, cut to this many
// columns, at least one. Where it does not fit, a mark stands in the last column, so that nobody
// takes the front of an amount for the whole.
std::string clipped(std::string_view line, std::size_t width);

// Printable text in lines of at most so many columns, at least one, broken at spaces; a word that
// is longer than a line is broken where it must be. Never empty.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);

// "1 line", "2 lines".
std::string counted(std::size_t count, std::string_view noun);

// An API key as it may be shown: "...abcd", one under 8 characters as "...".
std::string masked(std::string_view api_key);

// "12.3 ms", rounded down.
std::string milliseconds(std::chrono::microseconds duration);

}  // namespace coffer::app
