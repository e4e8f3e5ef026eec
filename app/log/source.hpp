#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "app/log/line_reader.hpp"
#include "app/log/log_parser.hpp"

namespace coffer::app {

// One of the files that logs are read from, with the entry that it is at.
class LogSource {
 public:
  // `whose` the entries are that name nobody; what is wrong with lines goes to `warnings`,
  // which must outlive this. Throws Error{config} where the file cannot be opened.
  LogSource(const std::string& file, std::string whose, std::vector<std::string>& warnings);

  const std::string path;
  const std::string profile;

  // Null before the first and behind the last. Valid until the next one.
  const Entry* entry() const { return entry_; }

  // Goes on to the next entry, if there is one. Damaged lines are skipped, and the first few told.
  // Throws Error{config} where the file cannot be read, and at the end where it holds lines, but
  // none of its entries was left.
  void advance();

  // Counts the entry among the damaged lines after all.
  void reject(std::string_view why);

 private:
  void finish();
  void complain(std::string_view why);

  std::vector<std::string>& warnings_;
  LineReader lines_;
  LogParser parser_;
  const Entry* entry_ = nullptr;
  std::size_t number_ = 0;  // of the line that was read last
  std::size_t damaged_ = 0;
  std::size_t entries_ = 0;
  bool is_torn_ = false;  // the last line, which has no end
  std::string beginning_;
  std::string first_damage_;
};

}  // namespace coffer::app
