#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct gzFile_s;

namespace coffer::app {

// How the path "-" is told.
inline constexpr std::string_view standard_input = "standard input";

struct Line {
  std::string_view text;  // without its end
  std::size_t number;     // from 1
  bool ended;             // false for a last line without its LF
  bool too_long;          // longer than `LineReader::max_length`; `text` is then empty
};

// Reads a file, plain or gzip, line by line, in constant memory.
class LineReader {
 public:
  static constexpr std::size_t max_length = std::size_t{256} * 1024;

  // Opens `path`; "-" is standard input. Throws Error{config} where that is not possible.
  explicit LineReader(const std::string& path);

  // The next line, nothing at the end. Its text is valid until the next call. A pipe is read as its
  // writer fills it. Throws Error{config} where the file cannot be read, or is a named pipe that
  // nobody writes to.
  std::optional<Line> next();

  // Whether gzip data ended before they were complete, known at the end.
  bool is_cut() const { return is_cut_; }

 private:
  void require_sound_end();
  [[noreturn]] void fail(std::string_view why) const;

  std::string path_;
  std::unique_ptr<gzFile_s, int (*)(gzFile_s*)> file_;
  bool is_cut_ = false;
  std::vector<char> buffer_;  // for a line, its end, and the NUL that zlib puts behind it
  std::size_t number_ = 0;
};

// The version of zlib.
std::string gzip_library_version();

}  // namespace coffer::app
