#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "app/system/descriptor.hpp"

namespace coffer::app {

// A log to append to, held under an exclusive lock as long as this lives.
//
// All that it throws is Error{output}, and names the path.
class LogFile {
 public:
  // Opens the file, which is created with mode 0600 where there is none, and waits for the lock. A
  // file that is moved away meanwhile (logrotate) is let go, and the path opened again. A link to a
  // regular file is followed; anything else is refused, and so is a file of another user. What it
  // created is removed again unless something was added to it.
  LogFile(std::string path, std::chrono::milliseconds patience);
  ~LogFile();
  LogFile(const LogFile&) = delete;
  LogFile& operator=(const LogFile&) = delete;

  const std::string& path() const { return path_; }

  // The size when it was locked.
  std::size_t size() const { return size_; }

  // These bytes; fewer at the end of the file.
  std::string read(std::size_t position, std::size_t count) const;

  // Cuts the file to `end` bytes and appends the text in one write, synced to disk. `fresh` is
  // written instead where the file was emptied meanwhile (copytruncate). After any error, a short
  // write included, the file has its old bytes.
  void replace_tail(std::size_t end, std::string_view text, std::string_view fresh);

  [[noreturn]] void fail(std::string_view why, std::string hint = {}) const;

 private:
  explicit LogFile(std::string path) : path_(std::move(path)) {}
  bool open();
  void lock(std::chrono::steady_clock::time_point deadline);
  bool is_at_path() const;
  std::size_t current_size() const;
  void write(std::string_view text) const;
  void cut(std::size_t size) const;
  [[noreturn]] void fail_with(int problem) const;
  int number() const { return file_->number(); }

  std::string path_;
  std::optional<Descriptor> file_;
  std::size_t size_ = 0;
  bool created_ = false;
};

// Adds a last line without its end, which a crash left in the log at this path, to the file
// ".torn-NAME" beside it. Never through a link. Returns what the user is told; where the line could
// not be kept, it stands in there whole.
std::string keep_torn_line(const std::string& log_path, std::string_view line);

}  // namespace coffer::app
