#include "app/log/log_tail.hpp"

#include <algorithm>
#include <string_view>

#include "app/log/log_parser.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

constexpr std::size_t farthest = std::size_t{16} * 1024 * 1024;

}  // namespace

LogTail::LogTail(const LogFile& file) : end(file.size()), file_(file) {
  find_end();
  find_columns();
  if (columns) return;
  if (file.read(0, 1).empty()) {  // also where it was emptied meanwhile
    end = 0;
    torn_line.clear();
  }
  const bool may_be_cut = end == 0 && (torn_line.empty() || may_begin_log(torn_line));
  if (!may_be_cut) {
    file.fail("it is not a coffer log: it has neither the header of one nor a JSON line",
              "write to another file");
  }
}

void LogTail::find_end() {
  for (std::size_t newline = std::string::npos; end > 0 && newline == std::string::npos;) {
    const std::size_t length = std::min(end, chunk);
    newline = file_.read(end - length, length).rfind('\n');
    end = end - length + newline + 1;  // behind it, or where there is none before all of this
  }
  if (file_.size() - end > farthest) {
    file_.fail("its last line has no end, and is longer than any line of a log");
  }
  torn_line = file_.read(end, file_.size() - end);
}

// By the last line that is one of a log, or else by the last header.
void LogTail::find_columns() {
  const std::string lines = lines_before(end, chunk);
  LogParser parser;
  const LogColumns* last = nullptr;
  for (const std::string_view line : split(lines, '\n')) {
    const Entry* entry = parser.parse_if_sound(line);
    if (entry == nullptr) continue;
    is_json = line.starts_with('{');
    last = entry->columns;
  }
  if (!is_json) {
    header_ = header_before(end);
    if (header_) parser.parse_if_sound(header_->line);
    last = parser.header();
  }
  if (last != nullptr) columns = *last;
}

// The whole lines among so many bytes before this position, where a line begins.
std::string LogTail::lines_before(std::size_t position, std::size_t length) const {
  const std::size_t begin = position - std::min(length, position);
  std::string text = file_.read(begin, position - begin);
  if (begin > 0) text.erase(0, text.find('\n') + 1);  // it may have begun before
  return text;
}

// The last header line, or what would be one, before this position, where a line begins.
std::optional<LogTail::Header> LogTail::header_before(std::size_t position) const {
  if (header_ && header_->position < position) return header_;
  while (position > 0) {
    const std::string text = lines_before(position, chunk);
    // Most chunks hold none.
    if (text.find("timestamp") != std::string::npos) {
      const auto lines = split(text, '\n');
      const auto last = std::find_if(lines.rbegin(), lines.rend(), is_header_line);
      if (last != lines.rend()) {
        const auto behind = static_cast<std::size_t>(&text.back() + 1 - last->data());
        return Header{position - behind, std::string(*last)};
      }
    }
    // A line that fills the chunk is none of a log.
    position -= text.empty() ? std::min(position, chunk) : text.size();
  }
  return std::nullopt;
}

// The entries of the last bytes. True where there are no more to be looked at.
bool LogTail::each_entry(std::size_t length, const std::function<void(const Entry&)>& take) const {
  length = std::min(length, farthest);
  const std::string lines = lines_before(end, length);
  LogParser parser;
  if (!is_json) {
    if (const auto header = header_before(end - lines.size())) parser.parse_if_sound(header->line);
  }
  for (const std::string_view line : split(lines, '\n')) {
    if (const Entry* entry = parser.parse_if_sound(line)) take(*entry);
  }
  return length == farthest || length >= end;
}

}  // namespace coffer::app
