#include "app/terminal/text.hpp"

#include "test/catch.hpp"

using coffer::app::clipped;
using coffer::app::display_width;
using coffer::app::masked;
using coffer::app::printable;
using coffer::app::wrapped;

TEST_CASE("Ordinary text is printable as it is, in any script") {
  for (const char* text : {"", "USDT", "~ a b", "Größe", "зерно", "比特币", "e\u0301", "₿", "🐕"})
    CHECK(printable(text) == text);
}

TEST_CASE("Durations appear in milliseconds with one decimal, rounded down") {
  using coffer::app::milliseconds;
  using std::chrono::microseconds;
  CHECK(milliseconds(microseconds(99)) == "0.0 ms");
  CHECK(milliseconds(microseconds(1'999)) == "1.9 ms");
  CHECK(milliseconds(microseconds(12'050)) == "12.0 ms");
}

TEST_CASE("Control characters appear as escapes") {
  CHECK(printable("a\tb\nc\rd") == "a\\u{9}b\\u{a}c\\u{d}d");
  CHECK(printable("\x1b[31m") == "\\u{1b}[31m");
  CHECK(printable("\x7f") == "\\u{7f}");
  CHECK(printable("\u0085\u009b") == "\\u{85}\\u{9b}");
  CHECK(printable(std::string_view("a\0b", 3)) == "a\\u{0}b");
}

TEST_CASE("Characters that nobody sees appear as escapes") {
  CHECK(printable("\u202eBTC\u202c") == "\\u{202e}BTC\\u{202c}");
  CHECK(printable("B\u200bT\u200dC") == "B\\u{200b}T\\u{200d}C");
  CHECK(printable("\ufeffBTC") == "\\u{feff}BTC");
  CHECK(printable("\u00ad\u034f\u061c\u1160\u2066\u3164\ufe0f\uffa0") ==
        "\\u{ad}\\u{34f}\\u{61c}\\u{1160}\\u{2066}\\u{3164}\\u{fe0f}\\u{ffa0}");
  CHECK(printable("\U000e0041") == "\\u{e0041}");
  CHECK(printable("\U0001d173") == "\\u{1d173}");
  CHECK(printable("\u2028") == "\\u{2028}");
  CHECK(printable("\uffff") == "\\u{ffff}");
}

TEST_CASE("Bytes that are not UTF-8 appear one by one") {
  CHECK(printable("\xff") == "\\x{ff}");
  CHECK(printable("a\x80z") == "a\\x{80}z");
  CHECK(printable("\xc3") == "\\x{c3}");
  CHECK(printable("\xe2\x82z") == "\\x{e2}\\x{82}z");
  CHECK(printable("\xc0\xaf") == "\\x{c0}\\x{af}");                        // overlong
  CHECK(printable("\xe0\x80\xaf") == "\\x{e0}\\x{80}\\x{af}");             // overlong
  CHECK(printable("\xf0\x80\x80\xaf") == "\\x{f0}\\x{80}\\x{80}\\x{af}");  // overlong
  CHECK(printable("\xed\xa0\x80") == "\\x{ed}\\x{a0}\\x{80}");             // surrogate
  CHECK(printable("\xf4\x90\x80\x80") == "\\x{f4}\\x{90}\\x{80}\\x{80}");  // beyond U+10FFFF
  CHECK(printable("\xf5\x80\x80\x80") == "\\x{f5}\\x{80}\\x{80}\\x{80}");
}

TEST_CASE("Widths are those of a terminal, whatever the locale") {
  CHECK(display_width("") == 0);
  CHECK(display_width("USDT") == 4);
  CHECK(display_width("é") == 1);
  CHECK(display_width("e\u0301") == 1);
  CHECK(display_width("比特币") == 6);
  CHECK(display_width("🐕") == 2);
}

TEST_CASE("A line that does not fit ends with a mark") {
  CHECK(clipped("12345", 5) == "12345");
  CHECK(clipped("12345", 4) == "123\x1b[0m>");
  CHECK(clipped("\x1b[1m12345\x1b[0m", 5) == "\x1b[1m12345\x1b[0m");
  CHECK(clipped("\x1b[1m12345\x1b[0m", 4) == "\x1b[1m123\x1b[0m>");
  CHECK(clipped("a\u4e2d\u4e2d", 4) == "a\u4e2d\x1b[0m>");  // two columns each
  CHECK(clipped("a\u4e2d\u4e2d", 3) == "a\x1b[0m>");
  CHECK(clipped("e\u0301e\u0301", 2) == "e\u0301e\u0301");  // none for the accent
}

TEST_CASE("text is wrapped at spaces, and a long word where it must be") {
  using Lines = std::vector<std::string>;
  CHECK(wrapped("one two three", 7) == Lines{"one two", "three"});
  CHECK(wrapped("one two three", 80) == Lines{"one two three"});
  CHECK(wrapped("a 1234567 b", 3) == Lines{"a", "123", "456", "7 b"});
  CHECK(wrapped("\u4e2d\u6587\u5b57", 4) == Lines{"\u4e2d\u6587", "\u5b57"});
  CHECK(wrapped("\u4e2d", 1) == Lines{"\u4e2d"});
  CHECK(wrapped("", 10) == Lines{""});
}

TEST_CASE("Of a key only the end is shown, and of a short one nothing") {
  CHECK(masked("CEcrjGyipqt0OflgdQQSRGdrDXdDUY2x") == "...UY2x");
  CHECK(masked("12345678") == "...5678");
  CHECK(masked("1234567") == "...");
  CHECK(masked("") == "...");
}
